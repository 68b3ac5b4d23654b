// Generated from proto/messages by scripts/generate-proto.ts: do not edit, run `npm run generate`.
// Messages in Mesos' JSON shape: snake_case names, enums by value name, bytes as Uint8Array, 64-bit as number.

export type AgentInfoCapabilityType =
  | "UNKNOWN"
  | "MULTI_ROLE"
  | "HIERARCHICAL_ROLE"
  | "RESERVATION_REFINEMENT"
  | "RESOURCE_PROVIDER"
  | "RESIZE_VOLUME"
  | "AGENT_OPERATION_FEEDBACK"
  | "AGENT_DRAINING"
  | "TASK_RESOURCE_LIMITS";

/** value = 1000 + Linux capability number. */
export type CapabilityInfoCapability =
  | "UNKNOWN"
  | "CHOWN"
  | "DAC_OVERRIDE"
  | "DAC_READ_SEARCH"
  | "FOWNER"
  | "FSETID"
  | "KILL"
  | "SETGID"
  | "SETUID"
  | "SETPCAP"
  | "LINUX_IMMUTABLE"
  | "NET_BIND_SERVICE"
  | "NET_BROADCAST"
  | "NET_ADMIN"
  | "NET_RAW"
  | "IPC_LOCK"
  | "IPC_OWNER"
  | "SYS_MODULE"
  | "SYS_RAWIO"
  | "SYS_CHROOT"
  | "SYS_PTRACE"
  | "SYS_PACCT"
  | "SYS_ADMIN"
  | "SYS_BOOT"
  | "SYS_NICE"
  | "SYS_RESOURCE"
  | "SYS_TIME"
  | "SYS_TTY_CONFIG"
  | "MKNOD"
  | "LEASE"
  | "AUDIT_WRITE"
  | "AUDIT_CONTROL"
  | "SETFCAP"
  | "MAC_OVERRIDE"
  | "MAC_ADMIN"
  | "SYSLOG"
  | "WAKE_ALARM"
  | "BLOCK_SUSPEND"
  | "AUDIT_READ"
  | "PERFMON"
  | "BPF"
  | "CHECKPOINT_RESTORE";

export type CheckInfoType =
  | "UNKNOWN"
  | "COMMAND"
  | "HTTP"
  | "TCP";

export type ContainerInfoDockerInfoNetwork =
  | "HOST"
  | "BRIDGE"
  | "NONE"
  | "USER";

export type ContainerInfoType =
  | "DOCKER"
  | "MESOS";

export type DiscoveryInfoVisibility =
  | "FRAMEWORK"
  | "CLUSTER"
  | "EXTERNAL";

export type DrainState =
  | "UNKNOWN"
  | "DRAINING"
  | "DRAINED";

export type EnvironmentVariableType =
  | "UNKNOWN"
  | "VALUE"
  | "SECRET";

export type ExecutorInfoType =
  | "UNKNOWN"
  | "DEFAULT"
  | "CUSTOM";

export type FrameworkInfoCapabilityType =
  | "UNKNOWN"
  | "REVOCABLE_RESOURCES"
  | "TASK_KILLING_STATE"
  | "GPU_RESOURCES"
  | "SHARED_RESOURCES"
  | "PARTITION_AWARE"
  | "MULTI_ROLE"
  | "RESERVATION_REFINEMENT"
  | "REGION_AWARE";

export type HealthCheckType =
  | "UNKNOWN"
  | "COMMAND"
  | "HTTP"
  | "TCP";

export type ImageType =
  | "APPC"
  | "DOCKER";

export type LinuxInfoIpcMode =
  | "UNKNOWN"
  | "PRIVATE"
  | "SHARE_PARENT";

export type MachineInfoMode =
  | "UP"
  | "DRAINING"
  | "DOWN";

export type MasterInfoCapabilityType =
  | "UNKNOWN"
  | "AGENT_UPDATE"
  | "AGENT_DRAINING"
  | "QUOTA_V2";

export type MountPropagationMode =
  | "UNKNOWN"
  | "HOST_TO_CONTAINER"
  | "BIDIRECTIONAL";

export type NetworkInfoProtocol =
  | "IPv4"
  | "IPv6";

export type OfferOperationType =
  | "UNKNOWN"
  | "LAUNCH"
  | "RESERVE"
  | "UNRESERVE"
  | "CREATE"
  | "DESTROY"
  | "LAUNCH_GROUP"
  | "GROW_VOLUME"
  | "SHRINK_VOLUME"
  | "CREATE_DISK"
  | "DESTROY_DISK";

export type OperationState =
  | "OPERATION_UNSUPPORTED"
  | "OPERATION_PENDING"
  | "OPERATION_FINISHED"
  | "OPERATION_FAILED"
  | "OPERATION_ERROR"
  | "OPERATION_DROPPED"
  | "OPERATION_UNREACHABLE"
  | "OPERATION_GONE_BY_OPERATOR"
  | "OPERATION_RECOVERING"
  | "OPERATION_UNKNOWN";

export type RLimitInfoRLimitType =
  | "UNKNOWN"
  | "RLMT_AS"
  | "RLMT_CORE"
  | "RLMT_CPU"
  | "RLMT_DATA"
  | "RLMT_FSIZE"
  | "RLMT_LOCKS"
  | "RLMT_MEMLOCK"
  | "RLMT_MSGQUEUE"
  | "RLMT_NICE"
  | "RLMT_NOFILE"
  | "RLMT_NPROC"
  | "RLMT_RSS"
  | "RLMT_RTPRIO"
  | "RLMT_RTTIME"
  | "RLMT_SIGPENDING"
  | "RLMT_STACK";

export type ResourceDiskInfoSourceType =
  | "UNKNOWN"
  | "PATH"
  | "MOUNT"
  | "BLOCK"
  | "RAW";

export type ResourceReservationInfoType =
  | "UNKNOWN"
  | "STATIC"
  | "DYNAMIC";

export type SecretType =
  | "UNKNOWN"
  | "REFERENCE"
  | "VALUE";

/** First declared is TASK_STAGING=6, so that is the default of an unset field. */
export type TaskState =
  | "TASK_STAGING"
  | "TASK_STARTING"
  | "TASK_RUNNING"
  | "TASK_FINISHED"
  | "TASK_FAILED"
  | "TASK_KILLED"
  | "TASK_LOST"
  | "TASK_ERROR"
  | "TASK_KILLING"
  | "TASK_DROPPED"
  | "TASK_UNREACHABLE"
  | "TASK_GONE"
  | "TASK_GONE_BY_OPERATOR"
  | "TASK_UNKNOWN";

export type TaskStatusReason =
  | "REASON_COMMAND_EXECUTOR_FAILED"
  | "REASON_EXECUTOR_TERMINATED"
  | "REASON_EXECUTOR_UNREGISTERED"
  | "REASON_FRAMEWORK_REMOVED"
  | "REASON_GC_ERROR"
  | "REASON_INVALID_FRAMEWORKID"
  | "REASON_INVALID_OFFERS"
  | "REASON_MASTER_DISCONNECTED"
  | "REASON_CONTAINER_LIMITATION_MEMORY"
  | "REASON_RECONCILIATION"
  | "REASON_AGENT_DISCONNECTED"
  | "REASON_AGENT_REMOVED"
  | "REASON_AGENT_RESTARTED"
  | "REASON_AGENT_UNKNOWN"
  | "REASON_TASK_INVALID"
  | "REASON_TASK_UNAUTHORIZED"
  | "REASON_TASK_UNKNOWN"
  | "REASON_CONTAINER_PREEMPTED"
  | "REASON_RESOURCES_UNKNOWN"
  | "REASON_CONTAINER_LIMITATION"
  | "REASON_CONTAINER_LIMITATION_DISK"
  | "REASON_CONTAINER_LAUNCH_FAILED"
  | "REASON_CONTAINER_UPDATE_FAILED"
  | "REASON_EXECUTOR_REGISTRATION_TIMEOUT"
  | "REASON_EXECUTOR_REREGISTRATION_TIMEOUT"
  | "REASON_TASK_GROUP_INVALID"
  | "REASON_TASK_GROUP_UNAUTHORIZED"
  | "REASON_IO_SWITCHBOARD_EXITED"
  | "REASON_TASK_CHECK_STATUS_UPDATED"
  | "REASON_TASK_HEALTH_CHECK_STATUS_UPDATED"
  | "REASON_TASK_KILLED_DURING_LAUNCH"
  | "REASON_AGENT_REMOVED_BY_OPERATOR"
  | "REASON_AGENT_REREGISTERED"
  | "REASON_MAX_COMPLETION_TIME_REACHED"
  | "REASON_AGENT_DRAINING";

export type TaskStatusSource =
  | "SOURCE_MASTER"
  | "SOURCE_AGENT"
  | "SOURCE_EXECUTOR";

export type ValueType =
  | "SCALAR"
  | "RANGES"
  | "SET"
  | "TEXT";

export type VolumeMode =
  | "RW"
  | "RO";

export type VolumeSourceCSIVolumeVolumeCapabilityAccessModeMode =
  | "UNKNOWN"
  | "SINGLE_NODE_WRITER"
  | "SINGLE_NODE_READER_ONLY"
  | "MULTI_NODE_READER_ONLY"
  | "MULTI_NODE_SINGLE_WRITER"
  | "MULTI_NODE_MULTI_WRITER";

export type VolumeSourceSandboxPathType =
  | "UNKNOWN"
  | "SELF"
  | "PARENT";

export type VolumeSourceType =
  | "UNKNOWN"
  | "DOCKER_VOLUME"
  | "SANDBOX_PATH"
  | "SECRET"
  | "HOST_PATH"
  | "CSI_VOLUME";

export type AgentCallAttachContainerInputType =
  | "UNKNOWN"
  | "CONTAINER_ID"
  | "PROCESS_IO";

export type AgentCallType =
  | "UNKNOWN"
  | "GET_HEALTH"
  | "GET_FLAGS"
  | "GET_VERSION"
  | "GET_METRICS"
  | "GET_LOGGING_LEVEL"
  | "SET_LOGGING_LEVEL"
  | "LIST_FILES"
  | "READ_FILE"
  | "GET_STATE"
  | "GET_CONTAINERS"
  | "GET_FRAMEWORKS"
  | "GET_EXECUTORS"
  | "GET_TASKS"
  | "LAUNCH_NESTED_CONTAINER"
  | "WAIT_NESTED_CONTAINER"
  | "KILL_NESTED_CONTAINER"
  | "LAUNCH_NESTED_CONTAINER_SESSION"
  | "ATTACH_CONTAINER_INPUT"
  | "ATTACH_CONTAINER_OUTPUT"
  | "GET_AGENT"
  | "REMOVE_NESTED_CONTAINER"
  | "LAUNCH_CONTAINER"
  | "WAIT_CONTAINER"
  | "KILL_CONTAINER"
  | "REMOVE_CONTAINER"
  | "GET_RESOURCE_PROVIDERS"
  | "ADD_RESOURCE_PROVIDER_CONFIG"
  | "UPDATE_RESOURCE_PROVIDER_CONFIG"
  | "REMOVE_RESOURCE_PROVIDER_CONFIG"
  | "PRUNE_IMAGES"
  | "GET_OPERATIONS"
  | "MARK_RESOURCE_PROVIDER_GONE";

export type AgentProcessIOControlType =
  | "UNKNOWN"
  | "TTY_INFO"
  | "HEARTBEAT";

export type AgentProcessIODataType =
  | "UNKNOWN"
  | "STDIN"
  | "STDOUT"
  | "STDERR";

export type AgentProcessIOType =
  | "UNKNOWN"
  | "DATA"
  | "CONTROL";

export type AgentResponseType =
  | "UNKNOWN"
  | "GET_HEALTH"
  | "GET_FLAGS"
  | "GET_VERSION"
  | "GET_METRICS"
  | "GET_LOGGING_LEVEL"
  | "LIST_FILES"
  | "READ_FILE"
  | "GET_STATE"
  | "GET_CONTAINERS"
  | "GET_FRAMEWORKS"
  | "GET_EXECUTORS"
  | "GET_TASKS"
  | "WAIT_NESTED_CONTAINER"
  | "GET_AGENT"
  | "WAIT_CONTAINER"
  | "GET_RESOURCE_PROVIDERS"
  | "GET_OPERATIONS";

export type AllocatorInverseOfferStatusStatus =
  | "UNKNOWN"
  | "ACCEPT"
  | "DECLINE";

export type ExecutorCallType =
  | "UNKNOWN"
  | "SUBSCRIBE"
  | "UPDATE"
  | "MESSAGE"
  | "HEARTBEAT";

export type ExecutorEventType =
  | "UNKNOWN"
  | "SUBSCRIBED"
  | "LAUNCH"
  | "KILL"
  | "ACKNOWLEDGED"
  | "MESSAGE"
  | "ERROR"
  | "SHUTDOWN"
  | "LAUNCH_GROUP"
  | "HEARTBEAT";

export type MasterCallType =
  | "UNKNOWN"
  | "GET_HEALTH"
  | "GET_FLAGS"
  | "GET_VERSION"
  | "GET_METRICS"
  | "GET_LOGGING_LEVEL"
  | "SET_LOGGING_LEVEL"
  | "LIST_FILES"
  | "READ_FILE"
  | "GET_STATE"
  | "GET_AGENTS"
  | "GET_FRAMEWORKS"
  | "GET_EXECUTORS"
  | "GET_TASKS"
  | "GET_ROLES"
  | "GET_WEIGHTS"
  | "UPDATE_WEIGHTS"
  | "GET_MASTER"
  | "SUBSCRIBE"
  | "RESERVE_RESOURCES"
  | "UNRESERVE_RESOURCES"
  | "CREATE_VOLUMES"
  | "DESTROY_VOLUMES"
  | "GET_MAINTENANCE_STATUS"
  | "GET_MAINTENANCE_SCHEDULE"
  | "UPDATE_MAINTENANCE_SCHEDULE"
  | "START_MAINTENANCE"
  | "STOP_MAINTENANCE"
  | "GET_QUOTA"
  | "SET_QUOTA"
  | "REMOVE_QUOTA"
  | "TEARDOWN"
  | "MARK_AGENT_GONE"
  | "GET_OPERATIONS"
  | "GROW_VOLUME"
  | "SHRINK_VOLUME"
  | "UPDATE_QUOTA"
  | "DRAIN_AGENT"
  | "DEACTIVATE_AGENT"
  | "REACTIVATE_AGENT";

export type MasterEventType =
  | "UNKNOWN"
  | "SUBSCRIBED"
  | "TASK_ADDED"
  | "TASK_UPDATED"
  | "AGENT_ADDED"
  | "AGENT_REMOVED"
  | "FRAMEWORK_ADDED"
  | "FRAMEWORK_UPDATED"
  | "FRAMEWORK_REMOVED"
  | "HEARTBEAT";

export type MasterResponseType =
  | "UNKNOWN"
  | "GET_HEALTH"
  | "GET_FLAGS"
  | "GET_VERSION"
  | "GET_METRICS"
  | "GET_LOGGING_LEVEL"
  | "LIST_FILES"
  | "READ_FILE"
  | "GET_STATE"
  | "GET_AGENTS"
  | "GET_FRAMEWORKS"
  | "GET_EXECUTORS"
  | "GET_TASKS"
  | "GET_ROLES"
  | "GET_WEIGHTS"
  | "GET_MASTER"
  | "GET_MAINTENANCE_STATUS"
  | "GET_MAINTENANCE_SCHEDULE"
  | "GET_QUOTA"
  | "GET_OPERATIONS";

export type SchedulerAttributeConstraintSelectorPseudoattributeType =
  | "UNKNOWN"
  | "HOSTNAME"
  | "REGION"
  | "ZONE";

/** UNKNOWN(0) is answered 501. */
export type SchedulerCallType =
  | "UNKNOWN"
  | "SUBSCRIBE"
  | "TEARDOWN"
  | "ACCEPT"
  | "DECLINE"
  | "REVIVE"
  | "KILL"
  | "SHUTDOWN"
  | "ACKNOWLEDGE"
  | "RECONCILE"
  | "MESSAGE"
  | "REQUEST"
  | "SUPPRESS"
  | "ACCEPT_INVERSE_OFFERS"
  | "DECLINE_INVERSE_OFFERS"
  | "ACKNOWLEDGE_OPERATION_STATUS"
  | "RECONCILE_OPERATIONS"
  | "UPDATE_FRAMEWORK";

export type SchedulerEventType =
  | "UNKNOWN"
  | "SUBSCRIBED"
  | "OFFERS"
  | "RESCIND"
  | "UPDATE"
  | "MESSAGE"
  | "FAILURE"
  | "ERROR"
  | "HEARTBEAT"
  | "INVERSE_OFFERS"
  | "RESCIND_INVERSE_OFFER"
  | "UPDATE_OPERATION_STATUS";

export type SchedulerResponseType =
  | "UNKNOWN"
  | "RECONCILE_OPERATIONS";

export interface GoogleDuration {
  readonly seconds?: number;
  readonly nanos?: number;
}

export interface Address {
  readonly hostname?: string;
  readonly ip?: string;
  readonly port: number;
}

export interface AgentID {
  readonly value: string;
}

export interface AgentInfo {
  readonly hostname: string;
  readonly resources?: readonly Resource[];
  readonly attributes?: readonly Attribute[];
  readonly id?: AgentID;
  readonly port?: number;
  readonly domain?: DomainInfo;
}

export interface AgentInfoCapability {
  readonly type?: AgentInfoCapabilityType;
}

/** The numbers of set and text differ from those in Value. */
export interface Attribute {
  readonly name: string;
  readonly type: ValueType;
  readonly scalar?: ValueScalar;
  readonly ranges?: ValueRanges;
  readonly set?: ValueSet;
  readonly text?: ValueText;
}

export interface CapabilityInfo {
  readonly capabilities?: readonly CapabilityInfoCapability[];
}

export interface CgroupInfo {
  readonly net_cls?: CgroupInfoNetCls;
}

export interface CgroupInfoNetCls {
  readonly classid?: number;
}

export interface CheckInfo {
  readonly type?: CheckInfoType;
  readonly command?: CheckInfoCommand;
  readonly http?: CheckInfoHttp;
  readonly tcp?: CheckInfoTcp;
  readonly delay_seconds?: number;
  readonly interval_seconds?: number;
  readonly timeout_seconds?: number;
}

export interface CheckInfoCommand {
  readonly command: CommandInfo;
}

export interface CheckInfoHttp {
  readonly port: number;
  readonly path?: string;
}

export interface CheckInfoTcp {
  readonly port: number;
}

/** Empty sub-message = no result yet. */
export interface CheckStatusInfo {
  readonly type?: CheckInfoType;
  readonly command?: CheckStatusInfoCommand;
  readonly http?: CheckStatusInfoHttp;
  readonly tcp?: CheckStatusInfoTcp;
}

export interface CheckStatusInfoCommand {
  readonly exit_code?: number;
}

export interface CheckStatusInfoHttp {
  readonly status_code?: number;
}

export interface CheckStatusInfoTcp {
  readonly succeeded?: boolean;
}

export interface CommandInfo {
  /** Fetched into the sandbox before start. */
  readonly uris?: readonly CommandInfoURI[];
  readonly environment?: Environment;
  /** True: /bin/sh -c value and arguments ignored; false: exec value with argv = arguments. */
  readonly shell?: boolean;
  /** Shell line, or path/file of the executable when shell is false. */
  readonly value?: string;
  /** Whole argv including argv[0]. */
  readonly arguments?: readonly string[];
  /** OS user for this command, overrides FrameworkInfo.user. */
  readonly user?: string;
}

/** Extract by suffix; executable -> chmod, no extraction; output_file relative. */
export interface CommandInfoURI {
  readonly value: string;
  readonly executable?: boolean;
  readonly extract?: boolean;
  readonly cache?: boolean;
  readonly output_file?: string;
}

export interface ContainerID {
  readonly value: string;
  readonly parent?: ContainerID;
}

export interface ContainerInfo {
  /** DOCKER = docker containerizer, MESOS = unified containerizer. */
  readonly type: ContainerInfoType;
  readonly volumes?: readonly Volume[];
  readonly hostname?: string;
  /** Only with DOCKER. */
  readonly docker?: ContainerInfoDockerInfo;
  /** Only with MESOS. */
  readonly mesos?: ContainerInfoMesosInfo;
  readonly network_infos?: readonly NetworkInfo[];
  /** MESOS only. */
  readonly linux_info?: LinuxInfo;
  /** MESOS only. */
  readonly rlimit_info?: RLimitInfo;
  /** MESOS only: allocate a TTY. */
  readonly tty_info?: TTYInfo;
}

export interface ContainerInfoDockerInfo {
  /** Form: name[:tag|@digest]. */
  readonly image: string;
  readonly network?: ContainerInfoDockerInfoNetwork;
  /** With BRIDGE or USER; host ports must be in the task's ports. */
  readonly port_mappings?: readonly ContainerInfoDockerInfoPortMapping[];
  readonly privileged?: boolean;
  /** Each becomes --key=value of docker run; key name refused. */
  readonly parameters?: readonly Parameter[];
  /** Always pull. */
  readonly force_pull_image?: boolean;
  readonly volume_driver?: string;
}

export interface ContainerInfoDockerInfoPortMapping {
  readonly host_port: number;
  readonly container_port: number;
  readonly protocol?: string;
}

/** No image = host file system. */
export interface ContainerInfoMesosInfo {
  readonly image?: Image;
}

export interface ContainerStatus {
  readonly container_id?: ContainerID;
  readonly network_infos?: readonly NetworkInfo[];
  readonly cgroup_info?: CgroupInfo;
  readonly executor_pid?: number;
}

export interface Credential {
  readonly principal: string;
  readonly secret?: string;
}

export interface Credentials {
  readonly credentials?: readonly Credential[];
}

export interface DiscoveryInfo {
  readonly visibility: DiscoveryInfoVisibility;
  readonly name?: string;
  readonly environment?: string;
  readonly location?: string;
  readonly version?: string;
  readonly ports?: Ports;
  readonly labels?: Labels;
}

export interface DomainInfo {
  readonly fault_domain?: DomainInfoFaultDomain;
}

export interface DomainInfoFaultDomain {
  readonly region: DomainInfoFaultDomainRegionInfo;
  readonly zone: DomainInfoFaultDomainZoneInfo;
}

export interface DomainInfoFaultDomainRegionInfo {
  readonly name: string;
}

export interface DomainInfoFaultDomainZoneInfo {
  readonly name: string;
}

export interface DrainConfig {
  readonly max_grace_period?: DurationInfo;
  readonly mark_gone?: boolean;
}

export interface DrainInfo {
  readonly state: DrainState;
  readonly config: DrainConfig;
}

export interface DurationInfo {
  readonly nanoseconds: number;
}

export interface Environment {
  readonly variables?: readonly EnvironmentVariable[];
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly type?: EnvironmentVariableType;
  readonly value?: string;
  readonly secret?: Secret;
}

export interface ExecutorID {
  readonly value: string;
}

export interface ExecutorInfo {
  /** Required for LAUNCH_GROUP. */
  readonly type?: ExecutorInfoType;
  readonly executor_id: ExecutorID;
  /** Filled by the master for LAUNCH, must be set by the framework for LAUNCH_GROUP. */
  readonly framework_id?: FrameworkID;
  /** CUSTOM only. */
  readonly command?: CommandInfo;
  readonly container?: ContainerInfo;
  /** On top of the tasks. */
  readonly resources?: readonly Resource[];
  readonly name?: string;
  readonly source?: string;
  readonly data?: Uint8Array;
  readonly discovery?: DiscoveryInfo;
  /** Default 5 s (agent flag). */
  readonly shutdown_grace_period?: DurationInfo;
  readonly labels?: Labels;
}

/** mode is st_mode. */
export interface FileInfo {
  readonly path: string;
  readonly nlink?: number;
  readonly size?: number;
  readonly mtime?: TimeInfo;
  readonly mode?: number;
  readonly uid?: string;
  readonly gid?: string;
}

/** negative or NaN -> 5 s, > 365 d -> 365 d. */
export interface Filters {
  readonly refuse_seconds?: number;
}

export interface Flag {
  readonly name: string;
  readonly value?: string;
}

export interface FrameworkID {
  readonly value: string;
}

export interface FrameworkInfo {
  /**
   * OS user for executors/tasks; an empty string is not replaced by the master (only the old native
   * driver did that), so set it; root refused when the master runs with --no-root_submissions.
   */
  readonly user: string;
  /** Shown in UIs. */
  readonly name: string;
  /** Set when re-subscribing; empty string counts as unset. */
  readonly id?: FrameworkID;
  /**
   * Seconds the master waits after disconnect before removing the framework; must be finite and
   * representable as nanoseconds in int64.
   */
  readonly failover_timeout?: number;
  /** Agents persist tasks/executors of this framework so that they survive an agent restart; immutable. */
  readonly checkpoint?: boolean;
  /** Single role; forbidden with MULTI_ROLE. */
  readonly role?: string;
  /** Only with MULTI_ROLE; may be empty (no offers). */
  readonly roles?: readonly string[];
  /** Informational: scheduler host. */
  readonly hostname?: string;
  /** Must match the authenticated principal; immutable. */
  readonly principal?: string;
  /** Link in the Mesos UI. */
  readonly webui_url?: string;
  readonly capabilities?: readonly FrameworkInfoCapability[];
  readonly labels?: Labels;
  /** Key = role; per-role minimum offer size. */
  readonly offer_filters?: Readonly<Record<string, OfferFilters>>;
}

export interface FrameworkInfoCapability {
  readonly type?: FrameworkInfoCapabilityType;
}

export interface HealthCheck {
  /** Wait before the first. */
  readonly delay_seconds?: number;
  readonly interval_seconds?: number;
  /** 0 = no limit. */
  readonly timeout_seconds?: number;
  /** Then the task is killed. */
  readonly consecutive_failures?: number;
  /** Failures before this are ignored until first success. */
  readonly grace_period_seconds?: number;
  /** Set it always. */
  readonly type?: HealthCheckType;
  readonly command?: CommandInfo;
  readonly http?: HealthCheckHTTPCheckInfo;
  readonly tcp?: HealthCheckTCPCheckInfo;
}

/** Success = 200-399; statuses is ignored. */
export interface HealthCheckHTTPCheckInfo {
  readonly protocol?: NetworkInfoProtocol;
  readonly scheme?: string;
  readonly port: number;
  readonly path?: string;
  readonly statuses?: readonly number[];
}

export interface HealthCheckTCPCheckInfo {
  readonly protocol?: NetworkInfoProtocol;
  readonly port: number;
}

export interface Image {
  readonly type: ImageType;
  readonly appc?: ImageAppc;
  readonly docker?: ImageDocker;
  readonly cached?: boolean;
}

export interface ImageAppc {
  readonly name: string;
  readonly id?: string;
  readonly labels?: Labels;
}

/** config = docker config.json as a secret. */
export interface ImageDocker {
  readonly name: string;
  readonly credential?: Credential;
  readonly config?: Secret;
}

/** Resources empty = everything on the agent. */
export interface InverseOffer {
  readonly id: OfferID;
  readonly url?: URL;
  readonly framework_id: FrameworkID;
  readonly agent_id?: AgentID;
  readonly unavailability: Unavailability;
  readonly resources?: readonly Resource[];
}

/** grace >= 0. */
export interface KillPolicy {
  readonly grace_period?: DurationInfo;
}

export interface Label {
  readonly key: string;
  readonly value?: string;
}

export interface Labels {
  readonly labels?: readonly Label[];
}

/** shm_size in MiB. */
export interface LinuxInfo {
  readonly capability_info?: CapabilityInfo;
  readonly bounding_capabilities?: CapabilityInfo;
  readonly effective_capabilities?: CapabilityInfo;
  readonly share_pid_namespace?: boolean;
  readonly seccomp?: SeccompInfo;
  readonly ipc_mode?: LinuxInfoIpcMode;
  readonly shm_size?: number;
  readonly share_cgroups?: boolean;
}

export interface MachineID {
  readonly hostname?: string;
  readonly ip?: string;
}

export interface MachineInfo {
  readonly id: MachineID;
  readonly mode?: MachineInfoMode;
  readonly unavailability?: Unavailability;
}

/** In SUBSCRIBED and in the ZooKeeper node. */
export interface MasterInfo {
  /** UUID of this master run; prefix of ids it assigns. */
  readonly id: string;
  /** IPv4 packed in network byte order read as a host integer. */
  readonly ip: number;
  readonly port: number;
  /** master@ip:port. */
  readonly pid?: string;
  /** Advertised name. */
  readonly hostname?: string;
  readonly version?: string;
  /** Preferred source: hostname, ip text, port. */
  readonly address?: Address;
  readonly domain?: DomainInfo;
  readonly capabilities?: readonly MasterInfoCapability[];
}

export interface MasterInfoCapability {
  readonly type?: MasterInfoCapabilityType;
}

export interface Metric {
  readonly name: string;
  readonly value?: number;
}

export interface MountPropagation {
  readonly mode?: MountPropagationMode;
}

/** groups unused; name = CNI/docker network name. */
export interface NetworkInfo {
  readonly ip_addresses?: readonly NetworkInfoIPAddress[];
  readonly name?: string;
  readonly groups?: readonly string[];
  readonly labels?: Labels;
  readonly port_mappings?: readonly NetworkInfoPortMapping[];
}

export interface NetworkInfoIPAddress {
  readonly protocol?: NetworkInfoProtocol;
  readonly ip_address?: string;
}

export interface NetworkInfoPortMapping {
  readonly host_port: number;
  readonly container_port: number;
  readonly protocol?: string;
}

export interface Offer {
  /** <master id>-O<n>. */
  readonly id: OfferID;
  readonly framework_id: FrameworkID;
  readonly agent_id: AgentID;
  /** Agent hostname. */
  readonly hostname: string;
  /** scheme http, address of the agent, path /slave(1). */
  readonly url?: URL;
  /** region/zone if configured. */
  readonly domain?: DomainInfo;
  /** Single allocation role. */
  readonly resources?: readonly Resource[];
  readonly attributes?: readonly Attribute[];
  /** This framework's live executors on the agent. */
  readonly executor_ids?: readonly ExecutorID[];
  /** Planned maintenance window. */
  readonly unavailability?: Unavailability;
  /** Role; present only for MULTI_ROLE frameworks. */
  readonly allocation_info?: ResourceAllocationInfo;
}

/** id requests feedback; forbidden on LAUNCH/LAUNCH_GROUP. */
export interface OfferOperation {
  readonly type?: OfferOperationType;
  readonly id?: OperationID;
  readonly launch?: OfferOperationLaunch;
  readonly launch_group?: OfferOperationLaunchGroup;
  readonly reserve?: OfferOperationReserve;
  readonly unreserve?: OfferOperationUnreserve;
  readonly create?: OfferOperationCreate;
  readonly destroy?: OfferOperationDestroy;
  readonly grow_volume?: OfferOperationGrowVolume;
  readonly shrink_volume?: OfferOperationShrinkVolume;
  readonly create_disk?: OfferOperationCreateDisk;
  readonly destroy_disk?: OfferOperationDestroyDisk;
}

export interface OfferOperationCreate {
  readonly volumes?: readonly Resource[];
}

export interface OfferOperationCreateDisk {
  readonly source: Resource;
  readonly target_type: ResourceDiskInfoSourceType;
  readonly target_profile?: string;
}

export interface OfferOperationDestroy {
  readonly volumes?: readonly Resource[];
}

export interface OfferOperationDestroyDisk {
  readonly source: Resource;
}

export interface OfferOperationGrowVolume {
  readonly volume: Resource;
  readonly addition: Resource;
}

/** Empty list = implicit decline. */
export interface OfferOperationLaunch {
  readonly task_infos?: readonly TaskInfo[];
}

export interface OfferOperationLaunchGroup {
  readonly executor: ExecutorInfo;
  readonly task_group: TaskGroupInfo;
}

/** source is refused on the scheduler API. */
export interface OfferOperationReserve {
  readonly source?: readonly Resource[];
  readonly resources?: readonly Resource[];
}

export interface OfferOperationShrinkVolume {
  readonly volume: Resource;
  readonly subtract: ValueScalar;
}

export interface OfferOperationUnreserve {
  readonly resources?: readonly Resource[];
}

export interface OfferFilters {
  readonly min_allocatable_resources?: OfferFiltersMinAllocatableResources;
}

/** An offer must satisfy at least one of the sets. */
export interface OfferFiltersMinAllocatableResources {
  readonly quantities?: readonly OfferFiltersResourceQuantities[];
}

/** Resource name -> amount; at least one entry. */
export interface OfferFiltersResourceQuantities {
  readonly quantities?: Readonly<Record<string, ValueScalar>>;
}

export interface OfferID {
  readonly value: string;
}

/** Operator API view. */
export interface Operation {
  readonly framework_id?: FrameworkID;
  readonly agent_id?: AgentID;
  readonly info: OfferOperation;
  readonly latest_status: OperationStatus;
  readonly statuses?: readonly OperationStatus[];
  readonly uuid: UUID;
}

export interface OperationID {
  readonly value: string;
}

/** No uuid -> must not be acknowledged. */
export interface OperationStatus {
  readonly operation_id?: OperationID;
  readonly state: OperationState;
  readonly message?: string;
  readonly converted_resources?: readonly Resource[];
  readonly uuid?: UUID;
  readonly agent_id?: AgentID;
  readonly resource_provider_id?: ResourceProviderID;
}

export interface Parameter {
  readonly key: string;
  readonly value: string;
}

export interface Parameters {
  readonly parameter?: readonly Parameter[];
}

export interface Port {
  readonly number: number;
  readonly name?: string;
  readonly protocol?: string;
  readonly visibility?: DiscoveryInfoVisibility;
  readonly labels?: Labels;
}

export interface Ports {
  readonly ports?: readonly Port[];
}

export interface RLimitInfo {
  readonly rlimits?: readonly RLimitInfoRLimit[];
}

/** hard and soft both set or both absent (= unlimited). */
export interface RLimitInfoRLimit {
  readonly type?: RLimitInfoRLimitType;
  readonly hard?: number;
  readonly soft?: number;
}

/** Per principal, v0 API only. */
export interface RateLimit {
  readonly qps?: number;
  readonly principal: string;
  readonly capacity?: number;
}

export interface RateLimits {
  readonly limits?: readonly RateLimit[];
  readonly aggregate_default_qps?: number;
  readonly aggregate_default_capacity?: number;
}

/** For REQUEST; ignored by the default allocator. */
export interface Request {
  readonly agent_id?: AgentID;
  readonly resources?: readonly Resource[];
}

export interface Resource {
  /** Set for resources of a resource provider (CSI). */
  readonly provider_id?: ResourceProviderID;
  /** cpus, mem (MiB), disk (MiB), gpus, ports, custom. */
  readonly name: string;
  /** SCALAR, RANGES or SET (TEXT is invalid for resources). */
  readonly type: ValueType;
  readonly scalar?: ValueScalar;
  readonly ranges?: ValueRanges;
  readonly set?: ValueSet;
  /** pre-refinement format: reservation role. */
  readonly role?: string;
  /** Role the resource is offered/allocated to; injected by the master if absent in operations. */
  readonly allocation_info?: ResourceAllocationInfo;
  /** pre-refinement format: dynamic reservation. */
  readonly reservation?: ResourceReservationInfo;
  /** post-refinement stack, outermost first; empty = unreserved. */
  readonly reservations?: readonly ResourceReservationInfo[];
  /** Persistence, volume, source. */
  readonly disk?: ResourceDiskInfo;
  /** Present = may be revoked at any time. */
  readonly revocable?: ResourceRevocableInfo;
  /** Present = shared persistent volume. */
  readonly shared?: ResourceSharedInfo;
}

export interface ResourceAllocationInfo {
  readonly role?: string;
}

export interface ResourceDiskInfo {
  readonly persistence?: ResourceDiskInfoPersistence;
  readonly volume?: Volume;
  readonly source?: ResourceDiskInfoSource;
}

/** id unique per role and agent. */
export interface ResourceDiskInfoPersistence {
  readonly id: string;
  readonly principal?: string;
}

export interface ResourceDiskInfoSource {
  readonly type: ResourceDiskInfoSourceType;
  readonly path?: ResourceDiskInfoSourcePath;
  readonly mount?: ResourceDiskInfoSourceMount;
  readonly vendor?: string;
  readonly id?: string;
  readonly metadata?: Labels;
  readonly profile?: string;
}

export interface ResourceDiskInfoSourceMount {
  readonly root?: string;
}

export interface ResourceDiskInfoSourcePath {
  readonly root?: string;
}

/** With type and role only in Resource.reservations. */
export interface ResourceReservationInfo {
  readonly type?: ResourceReservationInfoType;
  readonly role?: string;
  readonly principal?: string;
  readonly labels?: Labels;
}

export type ResourceRevocableInfo = Readonly<Record<string, never>>;

export type ResourceSharedInfo = Readonly<Record<string, never>>;

export interface ResourceProviderID {
  readonly value: string;
}

/** Container usage counters; the fields a batch scheduler reads. */
export interface ResourceStatistics {
  readonly timestamp: number;
  readonly cpus_user_time_secs?: number;
  readonly cpus_system_time_secs?: number;
  readonly cpus_limit?: number;
  readonly mem_rss_bytes?: number;
  readonly mem_limit_bytes?: number;
  readonly cpus_nr_periods?: number;
  readonly cpus_nr_throttled?: number;
  readonly cpus_throttled_time_secs?: number;
  readonly mem_file_bytes?: number;
  readonly mem_anon_bytes?: number;
  readonly net_rx_bytes?: number;
  readonly net_tx_bytes?: number;
  readonly disk_limit_bytes?: number;
  readonly disk_used_bytes?: number;
  readonly processes?: number;
  readonly threads?: number;
  readonly mem_total_bytes?: number;
  readonly mem_soft_limit_bytes?: number;
  readonly mem_cache_bytes?: number;
  readonly mem_swap_bytes?: number;
  readonly cpus_soft_limit?: number;
}

export interface Role {
  readonly name: string;
  readonly weight: number;
  readonly frameworks?: readonly FrameworkID[];
  readonly resources?: readonly Resource[];
}

export interface SeccompInfo {
  readonly profile_name?: string;
  readonly unconfined?: boolean;
}

export interface Secret {
  readonly type?: SecretType;
  readonly reference?: SecretReference;
  readonly value?: SecretValue;
}

export interface SecretReference {
  readonly name: string;
  readonly key?: string;
}

export interface SecretValue {
  readonly data: Uint8Array;
}

export interface TTYInfo {
  readonly window_size?: TTYInfoWindowSize;
}

export interface TTYInfoWindowSize {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Operator API view of a task; state = latest known to the agent, status_update_state = latest
 * forwarded; executor_id absent for command tasks; statuses one per state.
 */
export interface Task {
  readonly name: string;
  readonly task_id: TaskID;
  readonly framework_id: FrameworkID;
  readonly executor_id?: ExecutorID;
  readonly agent_id: AgentID;
  readonly state: TaskState;
  readonly resources?: readonly Resource[];
  readonly statuses?: readonly TaskStatus[];
  readonly status_update_state?: TaskState;
  readonly status_update_uuid?: Uint8Array;
  readonly labels?: Labels;
  readonly discovery?: DiscoveryInfo;
  readonly container?: ContainerInfo;
  readonly user?: string;
  readonly health_check?: HealthCheck;
  readonly kill_policy?: KillPolicy;
  readonly limits?: Readonly<Record<string, ValueScalar>>;
}

export interface TaskGroupInfo {
  readonly tasks?: readonly TaskInfo[];
}

export interface TaskID {
  readonly value: string;
}

/** Exactly one of executor, command for LAUNCH. */
export interface TaskInfo {
  readonly name: string;
  /** Never reuse. */
  readonly task_id: TaskID;
  /** Must equal the offer agent. */
  readonly agent_id: AgentID;
  /** At least one; subset of the offers. */
  readonly resources?: readonly Resource[];
  /** Custom executor (LAUNCH) / filled by the master (LAUNCH_GROUP). */
  readonly executor?: ExecutorInfo;
  /** Run by the built-in command executor. */
  readonly command?: CommandInfo;
  readonly container?: ContainerInfo;
  readonly health_check?: HealthCheck;
  readonly check?: CheckInfo;
  readonly kill_policy?: KillPolicy;
  /** Opaque for custom executors. */
  readonly data?: Uint8Array;
  readonly labels?: Labels;
  readonly discovery?: DiscoveryInfo;
  /** Killed after that, reason 33. */
  readonly max_completion_time?: DurationInfo;
  /** Keys cpus, mem; values >= request, Infinity allowed. */
  readonly limits?: Readonly<Record<string, ValueScalar>>;
}

export interface TaskResourceLimitation {
  readonly resources?: readonly Resource[];
}

export interface TaskStatus {
  readonly task_id: TaskID;
  readonly state: TaskState;
  /** Human text. */
  readonly message?: string;
  readonly source?: TaskStatusSource;
  readonly reason?: TaskStatusReason;
  readonly data?: Uint8Array;
  readonly agent_id?: AgentID;
  readonly executor_id?: ExecutorID;
  /** Seconds since epoch, fraction. */
  readonly timestamp?: number;
  /** 16 bytes; present if and only if must be acknowledged. */
  readonly uuid?: Uint8Array;
  /** Present once a health check delivered a result. */
  readonly healthy?: boolean;
  readonly check_status?: CheckStatusInfo;
  readonly labels?: Labels;
  /** Container id, network infos, cgroup info. */
  readonly container_status?: ContainerStatus;
  /** For TASK_UNREACHABLE (and the TASK_LOST that replaces it). */
  readonly unreachable_time?: TimeInfo;
  /** Resources that were exceeded. */
  readonly limitation?: TaskResourceLimitation;
}

export interface TimeInfo {
  readonly nanoseconds: number;
}

export interface URL {
  readonly scheme: string;
  readonly address: Address;
  readonly path?: string;
  readonly query?: readonly Parameter[];
  readonly fragment?: string;
}

export interface UUID {
  readonly value: Uint8Array;
}

export interface Unavailability {
  readonly start: TimeInfo;
  readonly duration?: DurationInfo;
}

export interface Value {
  readonly type: ValueType;
  readonly scalar?: ValueScalar;
  readonly ranges?: ValueRanges;
  readonly set?: ValueSet;
  readonly text?: ValueText;
}

/** Inclusive at both ends. */
export interface ValueRange {
  readonly begin: number;
  readonly end: number;
}

export interface ValueRanges {
  readonly range?: readonly ValueRange[];
}

/** 3 decimal digits are significant. */
export interface ValueScalar {
  readonly value: number;
}

export interface ValueSet {
  readonly item?: readonly string[];
}

export interface ValueText {
  readonly value: string;
}

export interface VersionInfo {
  readonly version: string;
  readonly build_date?: string;
  readonly build_time?: number;
  readonly build_user?: string;
  readonly git_sha?: string;
  readonly git_branch?: string;
  readonly git_tag?: string;
}

/** Exactly one of host_path, image, source. */
export interface Volume {
  readonly mode: VolumeMode;
  readonly container_path: string;
  readonly host_path?: string;
  readonly image?: Image;
  readonly source?: VolumeSource;
}

export interface VolumeSource {
  readonly type?: VolumeSourceType;
  readonly docker_volume?: VolumeSourceDockerVolume;
  readonly host_path?: VolumeSourceHostPath;
  readonly sandbox_path?: VolumeSourceSandboxPath;
  readonly secret?: Secret;
  readonly csi_volume?: VolumeSourceCSIVolume;
}

export interface VolumeSourceCSIVolume {
  readonly plugin_name: string;
  readonly static_provisioning?: VolumeSourceCSIVolumeStaticProvisioning;
}

export interface VolumeSourceCSIVolumeStaticProvisioning {
  readonly volume_id: string;
  readonly volume_capability: VolumeSourceCSIVolumeVolumeCapability;
  readonly node_stage_secrets?: Readonly<Record<string, Secret>>;
  readonly node_publish_secrets?: Readonly<Record<string, Secret>>;
  readonly volume_context?: Readonly<Record<string, string>>;
}

export interface VolumeSourceCSIVolumeVolumeCapability {
  readonly block?: VolumeSourceCSIVolumeVolumeCapabilityBlockVolume;
  readonly mount?: VolumeSourceCSIVolumeVolumeCapabilityMountVolume;
  readonly access_mode: VolumeSourceCSIVolumeVolumeCapabilityAccessMode;
}

export interface VolumeSourceCSIVolumeVolumeCapabilityAccessMode {
  readonly mode: VolumeSourceCSIVolumeVolumeCapabilityAccessModeMode;
}

export type VolumeSourceCSIVolumeVolumeCapabilityBlockVolume = Readonly<Record<string, never>>;

export interface VolumeSourceCSIVolumeVolumeCapabilityMountVolume {
  readonly fs_type?: string;
  readonly mount_flags?: readonly string[];
}

export interface VolumeSourceDockerVolume {
  readonly driver?: string;
  readonly name: string;
  readonly driver_options?: Parameters;
}

export interface VolumeSourceHostPath {
  readonly path: string;
  readonly mount_propagation?: MountPropagation;
}

export interface VolumeSourceSandboxPath {
  readonly type?: VolumeSourceSandboxPathType;
  readonly path: string;
}

export interface WeightInfo {
  readonly weight: number;
  readonly role?: string;
}

export interface AgentCall {
  readonly type?: AgentCallType;
  readonly get_metrics?: AgentCallGetMetrics;
  readonly set_logging_level?: AgentCallSetLoggingLevel;
  readonly list_files?: AgentCallListFiles;
  readonly read_file?: AgentCallReadFile;
  readonly launch_nested_container?: AgentCallLaunchNestedContainer;
  readonly wait_nested_container?: AgentCallWaitNestedContainer;
  readonly kill_nested_container?: AgentCallKillNestedContainer;
  readonly launch_nested_container_session?: AgentCallLaunchNestedContainerSession;
  readonly attach_container_input?: AgentCallAttachContainerInput;
  readonly attach_container_output?: AgentCallAttachContainerOutput;
  readonly remove_nested_container?: AgentCallRemoveNestedContainer;
  readonly launch_container?: AgentCallLaunchContainer;
  readonly wait_container?: AgentCallWaitContainer;
  readonly kill_container?: AgentCallKillContainer;
  readonly remove_container?: AgentCallRemoveContainer;
  readonly get_containers?: AgentCallGetContainers;
  readonly prune_images?: AgentCallPruneImages;
}

export interface AgentCallAttachContainerInput {
  readonly type?: AgentCallAttachContainerInputType;
  readonly container_id?: ContainerID;
  readonly process_io?: AgentProcessIO;
}

export interface AgentCallAttachContainerOutput {
  readonly container_id: ContainerID;
}

export interface AgentCallGetContainers {
  readonly show_nested?: boolean;
  readonly show_standalone?: boolean;
}

export interface AgentCallGetMetrics {
  readonly timeout?: DurationInfo;
}

export interface AgentCallKillContainer {
  readonly container_id: ContainerID;
  readonly signal?: number;
}

export interface AgentCallKillNestedContainer {
  readonly container_id: ContainerID;
  readonly signal?: number;
}

export interface AgentCallLaunchContainer {
  readonly container_id: ContainerID;
  readonly command?: CommandInfo;
  readonly resources?: readonly Resource[];
  readonly container?: ContainerInfo;
  readonly limits?: Readonly<Record<string, ValueScalar>>;
}

export interface AgentCallLaunchNestedContainer {
  readonly container_id: ContainerID;
  readonly command?: CommandInfo;
  readonly container?: ContainerInfo;
}

export interface AgentCallLaunchNestedContainerSession {
  readonly container_id: ContainerID;
  readonly command?: CommandInfo;
  readonly container?: ContainerInfo;
}

export interface AgentCallListFiles {
  readonly path: string;
}

export interface AgentCallPruneImages {
  readonly excluded_images?: readonly Image[];
}

export interface AgentCallReadFile {
  readonly path: string;
  readonly offset: number;
  readonly length?: number;
}

export interface AgentCallRemoveContainer {
  readonly container_id: ContainerID;
}

export interface AgentCallRemoveNestedContainer {
  readonly container_id: ContainerID;
}

export interface AgentCallSetLoggingLevel {
  readonly level: number;
  readonly duration: DurationInfo;
}

export interface AgentCallWaitContainer {
  readonly container_id: ContainerID;
}

export interface AgentCallWaitNestedContainer {
  readonly container_id: ContainerID;
}

export interface AgentProcessIO {
  readonly type?: AgentProcessIOType;
  readonly data?: AgentProcessIOData;
  readonly control?: AgentProcessIOControl;
}

export interface AgentProcessIOControl {
  readonly type?: AgentProcessIOControlType;
  readonly tty_info?: TTYInfo;
  readonly heartbeat?: AgentProcessIOControlHeartbeat;
}

export interface AgentProcessIOControlHeartbeat {
  readonly interval?: DurationInfo;
}

export interface AgentProcessIOData {
  readonly type?: AgentProcessIODataType;
  readonly data?: Uint8Array;
}

export interface AgentResponse {
  readonly type?: AgentResponseType;
  readonly get_health?: AgentResponseGetHealth;
  readonly get_flags?: AgentResponseGetFlags;
  readonly get_version?: AgentResponseGetVersion;
  readonly get_metrics?: AgentResponseGetMetrics;
  readonly get_logging_level?: AgentResponseGetLoggingLevel;
  readonly list_files?: AgentResponseListFiles;
  readonly read_file?: AgentResponseReadFile;
  readonly get_state?: AgentResponseGetState;
  readonly get_containers?: AgentResponseGetContainers;
  readonly get_frameworks?: AgentResponseGetFrameworks;
  readonly get_executors?: AgentResponseGetExecutors;
  readonly get_tasks?: AgentResponseGetTasks;
  readonly wait_nested_container?: AgentResponseWaitNestedContainer;
  readonly get_agent?: AgentResponseGetAgent;
  readonly wait_container?: AgentResponseWaitContainer;
  readonly get_operations?: AgentResponseGetOperations;
}

export interface AgentResponseGetAgent {
  readonly agent_info?: AgentInfo;
  readonly drain_config?: DrainConfig;
  readonly estimated_drain_start_time?: TimeInfo;
}

export interface AgentResponseGetContainers {
  readonly containers?: readonly AgentResponseGetContainersContainer[];
}

export interface AgentResponseGetContainersContainer {
  readonly framework_id?: FrameworkID;
  readonly executor_id?: ExecutorID;
  readonly executor_name?: string;
  readonly container_id: ContainerID;
  readonly container_status?: ContainerStatus;
  readonly resource_statistics?: ResourceStatistics;
}

export interface AgentResponseGetExecutors {
  readonly executors?: readonly AgentResponseGetExecutorsExecutor[];
  readonly completed_executors?: readonly AgentResponseGetExecutorsExecutor[];
}

export interface AgentResponseGetExecutorsExecutor {
  readonly executor_info: ExecutorInfo;
}

export interface AgentResponseGetFlags {
  readonly flags?: readonly Flag[];
}

export interface AgentResponseGetFrameworks {
  readonly frameworks?: readonly AgentResponseGetFrameworksFramework[];
  readonly completed_frameworks?: readonly AgentResponseGetFrameworksFramework[];
}

export interface AgentResponseGetFrameworksFramework {
  readonly framework_info: FrameworkInfo;
}

export interface AgentResponseGetHealth {
  readonly healthy: boolean;
}

export interface AgentResponseGetLoggingLevel {
  readonly level: number;
}

export interface AgentResponseGetMetrics {
  readonly metrics?: readonly Metric[];
}

export interface AgentResponseGetOperations {
  readonly operations?: readonly Operation[];
}

export interface AgentResponseGetState {
  readonly get_tasks?: AgentResponseGetTasks;
  readonly get_executors?: AgentResponseGetExecutors;
  readonly get_frameworks?: AgentResponseGetFrameworks;
}

export interface AgentResponseGetTasks {
  readonly pending_tasks?: readonly Task[];
  readonly queued_tasks?: readonly Task[];
  readonly launched_tasks?: readonly Task[];
  readonly terminated_tasks?: readonly Task[];
  readonly completed_tasks?: readonly Task[];
}

export interface AgentResponseGetVersion {
  readonly version_info: VersionInfo;
}

export interface AgentResponseListFiles {
  readonly file_infos?: readonly FileInfo[];
}

export interface AgentResponseReadFile {
  readonly size: number;
  readonly data: Uint8Array;
}

export interface AgentResponseWaitContainer {
  readonly exit_status?: number;
  readonly state?: TaskState;
  readonly reason?: TaskStatusReason;
  readonly limitation?: TaskResourceLimitation;
  readonly message?: string;
}

export interface AgentResponseWaitNestedContainer {
  readonly exit_status?: number;
  readonly state?: TaskState;
  readonly reason?: TaskStatusReason;
  readonly limitation?: TaskResourceLimitation;
  readonly message?: string;
}

export interface AllocatorInverseOfferStatus {
  readonly status: AllocatorInverseOfferStatusStatus;
  readonly framework_id: FrameworkID;
  readonly timestamp: TimeInfo;
}

export interface ExecutorCall {
  readonly executor_id: ExecutorID;
  readonly framework_id: FrameworkID;
  readonly type?: ExecutorCallType;
  readonly subscribe?: ExecutorCallSubscribe;
  readonly update?: ExecutorCallUpdate;
  readonly message?: ExecutorCallMessage;
}

export interface ExecutorCallMessage {
  readonly data: Uint8Array;
}

export interface ExecutorCallSubscribe {
  readonly unacknowledged_tasks?: readonly TaskInfo[];
  readonly unacknowledged_updates?: readonly ExecutorCallUpdate[];
}

export interface ExecutorCallUpdate {
  readonly status: TaskStatus;
}

export interface ExecutorEvent {
  readonly type?: ExecutorEventType;
  readonly subscribed?: ExecutorEventSubscribed;
  readonly acknowledged?: ExecutorEventAcknowledged;
  readonly launch?: ExecutorEventLaunch;
  readonly kill?: ExecutorEventKill;
  readonly message?: ExecutorEventMessage;
  readonly error?: ExecutorEventError;
  readonly launch_group?: ExecutorEventLaunchGroup;
}

export interface ExecutorEventAcknowledged {
  readonly task_id: TaskID;
  readonly uuid: Uint8Array;
}

export interface ExecutorEventError {
  readonly message: string;
}

export interface ExecutorEventKill {
  readonly task_id: TaskID;
  readonly kill_policy?: KillPolicy;
}

export interface ExecutorEventLaunch {
  readonly task: TaskInfo;
}

export interface ExecutorEventLaunchGroup {
  readonly task_group: TaskGroupInfo;
}

export interface ExecutorEventMessage {
  readonly data: Uint8Array;
}

export interface ExecutorEventSubscribed {
  readonly executor_info: ExecutorInfo;
  readonly framework_info: FrameworkInfo;
  readonly agent_info: AgentInfo;
  readonly container_id?: ContainerID;
}

export interface MaintenanceClusterStatus {
  readonly draining_machines?: readonly MaintenanceClusterStatusDrainingMachine[];
  readonly down_machines?: readonly MachineID[];
}

export interface MaintenanceClusterStatusDrainingMachine {
  readonly id: MachineID;
  readonly statuses?: readonly AllocatorInverseOfferStatus[];
}

export interface MaintenanceSchedule {
  readonly windows?: readonly MaintenanceWindow[];
}

export interface MaintenanceWindow {
  readonly machine_ids?: readonly MachineID[];
  readonly unavailability: Unavailability;
}

export interface MasterCall {
  readonly type?: MasterCallType;
  readonly get_metrics?: MasterCallGetMetrics;
  readonly set_logging_level?: MasterCallSetLoggingLevel;
  readonly list_files?: MasterCallListFiles;
  readonly read_file?: MasterCallReadFile;
  readonly update_weights?: MasterCallUpdateWeights;
  readonly reserve_resources?: MasterCallReserveResources;
  readonly unreserve_resources?: MasterCallUnreserveResources;
  readonly create_volumes?: MasterCallCreateVolumes;
  readonly destroy_volumes?: MasterCallDestroyVolumes;
  readonly update_maintenance_schedule?: MasterCallUpdateMaintenanceSchedule;
  readonly start_maintenance?: MasterCallStartMaintenance;
  readonly stop_maintenance?: MasterCallStopMaintenance;
  readonly set_quota?: MasterCallSetQuota;
  readonly remove_quota?: MasterCallRemoveQuota;
  readonly teardown?: MasterCallTeardown;
  readonly mark_agent_gone?: MasterCallMarkAgentGone;
  readonly grow_volume?: MasterCallGrowVolume;
  readonly shrink_volume?: MasterCallShrinkVolume;
  readonly update_quota?: MasterCallUpdateQuota;
  readonly drain_agent?: MasterCallDrainAgent;
  readonly deactivate_agent?: MasterCallDeactivateAgent;
  readonly reactivate_agent?: MasterCallReactivateAgent;
}

export interface MasterCallCreateVolumes {
  readonly agent_id: AgentID;
  readonly volumes?: readonly Resource[];
}

export interface MasterCallDeactivateAgent {
  readonly agent_id: AgentID;
}

export interface MasterCallDestroyVolumes {
  readonly agent_id: AgentID;
  readonly volumes?: readonly Resource[];
}

export interface MasterCallDrainAgent {
  readonly agent_id: AgentID;
  readonly max_grace_period?: GoogleDuration;
  readonly mark_gone?: boolean;
}

export interface MasterCallGetMetrics {
  readonly timeout?: DurationInfo;
}

export interface MasterCallGrowVolume {
  readonly agent_id?: AgentID;
  readonly volume: Resource;
  readonly addition: Resource;
}

export interface MasterCallListFiles {
  readonly path: string;
}

export interface MasterCallMarkAgentGone {
  readonly agent_id: AgentID;
}

export interface MasterCallReactivateAgent {
  readonly agent_id: AgentID;
}

export interface MasterCallReadFile {
  readonly path: string;
  readonly offset: number;
  readonly length?: number;
}

export interface MasterCallRemoveQuota {
  readonly role: string;
}

export interface MasterCallReserveResources {
  readonly agent_id: AgentID;
  readonly resources?: readonly Resource[];
  readonly source?: readonly Resource[];
}

export interface MasterCallSetLoggingLevel {
  readonly level: number;
  readonly duration: DurationInfo;
}

export interface MasterCallSetQuota {
  readonly quota_request: QuotaRequest;
}

export interface MasterCallShrinkVolume {
  readonly agent_id?: AgentID;
  readonly volume: Resource;
  readonly subtract: ValueScalar;
}

export interface MasterCallStartMaintenance {
  readonly machines?: readonly MachineID[];
}

export interface MasterCallStopMaintenance {
  readonly machines?: readonly MachineID[];
}

export interface MasterCallTeardown {
  readonly framework_id: FrameworkID;
}

export interface MasterCallUnreserveResources {
  readonly agent_id: AgentID;
  readonly resources?: readonly Resource[];
}

export interface MasterCallUpdateMaintenanceSchedule {
  readonly schedule: MaintenanceSchedule;
}

export interface MasterCallUpdateQuota {
  readonly force?: boolean;
  readonly quota_configs?: readonly QuotaConfig[];
}

export interface MasterCallUpdateWeights {
  readonly weight_infos?: readonly WeightInfo[];
}

export interface MasterEvent {
  readonly type?: MasterEventType;
  readonly subscribed?: MasterEventSubscribed;
  readonly task_added?: MasterEventTaskAdded;
  readonly task_updated?: MasterEventTaskUpdated;
  readonly agent_added?: MasterEventAgentAdded;
  readonly agent_removed?: MasterEventAgentRemoved;
  readonly framework_added?: MasterEventFrameworkAdded;
  readonly framework_updated?: MasterEventFrameworkUpdated;
  readonly framework_removed?: MasterEventFrameworkRemoved;
}

export interface MasterEventAgentAdded {
  readonly agent: MasterResponseGetAgentsAgent;
}

export interface MasterEventAgentRemoved {
  readonly agent_id: AgentID;
}

export interface MasterEventFrameworkAdded {
  readonly framework: MasterResponseGetFrameworksFramework;
}

export interface MasterEventFrameworkRemoved {
  readonly framework_info: FrameworkInfo;
}

export interface MasterEventFrameworkUpdated {
  readonly framework: MasterResponseGetFrameworksFramework;
}

export interface MasterEventSubscribed {
  readonly get_state?: MasterResponseGetState;
  readonly heartbeat_interval_seconds?: number;
}

export interface MasterEventTaskAdded {
  readonly task: Task;
}

export interface MasterEventTaskUpdated {
  readonly framework_id: FrameworkID;
  readonly status: TaskStatus;
  readonly state: TaskState;
}

export interface MasterResponse {
  readonly type?: MasterResponseType;
  readonly get_health?: MasterResponseGetHealth;
  readonly get_flags?: MasterResponseGetFlags;
  readonly get_version?: MasterResponseGetVersion;
  readonly get_metrics?: MasterResponseGetMetrics;
  readonly get_logging_level?: MasterResponseGetLoggingLevel;
  readonly list_files?: MasterResponseListFiles;
  readonly read_file?: MasterResponseReadFile;
  readonly get_state?: MasterResponseGetState;
  readonly get_agents?: MasterResponseGetAgents;
  readonly get_frameworks?: MasterResponseGetFrameworks;
  readonly get_executors?: MasterResponseGetExecutors;
  readonly get_tasks?: MasterResponseGetTasks;
  readonly get_roles?: MasterResponseGetRoles;
  readonly get_weights?: MasterResponseGetWeights;
  readonly get_master?: MasterResponseGetMaster;
  readonly get_maintenance_status?: MasterResponseGetMaintenanceStatus;
  readonly get_maintenance_schedule?: MasterResponseGetMaintenanceSchedule;
  readonly get_quota?: MasterResponseGetQuota;
  readonly get_operations?: MasterResponseGetOperations;
}

export interface MasterResponseGetAgents {
  readonly agents?: readonly MasterResponseGetAgentsAgent[];
  readonly recovered_agents?: readonly AgentInfo[];
}

export interface MasterResponseGetAgentsAgent {
  readonly agent_info: AgentInfo;
  readonly active: boolean;
  readonly version: string;
  readonly pid?: string;
  readonly registered_time?: TimeInfo;
  readonly reregistered_time?: TimeInfo;
  readonly total_resources?: readonly Resource[];
  readonly allocated_resources?: readonly Resource[];
  readonly offered_resources?: readonly Resource[];
  readonly capabilities?: readonly AgentInfoCapability[];
  readonly deactivated?: boolean;
  readonly drain_info?: DrainInfo;
  readonly estimated_drain_start_time?: TimeInfo;
}

export interface MasterResponseGetExecutors {
  readonly executors?: readonly MasterResponseGetExecutorsExecutor[];
  readonly orphan_executors?: readonly MasterResponseGetExecutorsExecutor[];
}

export interface MasterResponseGetExecutorsExecutor {
  readonly executor_info: ExecutorInfo;
  readonly agent_id: AgentID;
}

export interface MasterResponseGetFlags {
  readonly flags?: readonly Flag[];
}

export interface MasterResponseGetFrameworks {
  readonly frameworks?: readonly MasterResponseGetFrameworksFramework[];
  readonly completed_frameworks?: readonly MasterResponseGetFrameworksFramework[];
  readonly recovered_frameworks?: readonly FrameworkInfo[];
}

export interface MasterResponseGetFrameworksFramework {
  readonly framework_info: FrameworkInfo;
  readonly active: boolean;
  readonly connected: boolean;
  readonly registered_time?: TimeInfo;
  readonly reregistered_time?: TimeInfo;
  readonly unregistered_time?: TimeInfo;
  readonly offers?: readonly Offer[];
  readonly inverse_offers?: readonly InverseOffer[];
  readonly allocated_resources?: readonly Resource[];
  readonly offered_resources?: readonly Resource[];
  readonly recovered: boolean;
  readonly offer_constraints?: SchedulerOfferConstraints;
}

export interface MasterResponseGetHealth {
  readonly healthy: boolean;
}

export interface MasterResponseGetLoggingLevel {
  readonly level: number;
}

export interface MasterResponseGetMaintenanceSchedule {
  readonly schedule: MaintenanceSchedule;
}

export interface MasterResponseGetMaintenanceStatus {
  readonly status: MaintenanceClusterStatus;
}

export interface MasterResponseGetMaster {
  readonly master_info?: MasterInfo;
  readonly start_time?: number;
  readonly elected_time?: number;
}

export interface MasterResponseGetMetrics {
  readonly metrics?: readonly Metric[];
}

export interface MasterResponseGetOperations {
  readonly operations?: readonly Operation[];
}

export interface MasterResponseGetQuota {
  readonly status: QuotaStatus;
}

export interface MasterResponseGetRoles {
  readonly roles?: readonly Role[];
}

export interface MasterResponseGetState {
  readonly get_tasks?: MasterResponseGetTasks;
  readonly get_executors?: MasterResponseGetExecutors;
  readonly get_frameworks?: MasterResponseGetFrameworks;
  readonly get_agents?: MasterResponseGetAgents;
}

export interface MasterResponseGetTasks {
  readonly pending_tasks?: readonly Task[];
  readonly tasks?: readonly Task[];
  readonly completed_tasks?: readonly Task[];
  readonly orphan_tasks?: readonly Task[];
  readonly unreachable_tasks?: readonly Task[];
}

export interface MasterResponseGetVersion {
  readonly version_info: VersionInfo;
}

export interface MasterResponseGetWeights {
  readonly weight_infos?: readonly WeightInfo[];
}

export interface MasterResponseListFiles {
  readonly file_infos?: readonly FileInfo[];
}

export interface MasterResponseReadFile {
  readonly size: number;
  readonly data: Uint8Array;
}

export interface QuotaConfig {
  readonly role: string;
  readonly guarantees?: Readonly<Record<string, ValueScalar>>;
  readonly limits?: Readonly<Record<string, ValueScalar>>;
}

export interface QuotaInfo {
  readonly role?: string;
  readonly principal?: string;
  readonly guarantee?: readonly Resource[];
}

export interface QuotaRequest {
  readonly force?: boolean;
  readonly role?: string;
  readonly guarantee?: readonly Resource[];
}

export interface QuotaStatus {
  readonly infos?: readonly QuotaInfo[];
  readonly configs?: readonly QuotaConfig[];
}

/** client-library type, never on the wire. */
export interface SchedulerAPIResult {
  readonly status_code: number;
  readonly response?: SchedulerResponse;
  readonly error?: string;
}

export interface SchedulerAttributeConstraint {
  readonly selector: SchedulerAttributeConstraintSelector;
  readonly predicate: SchedulerAttributeConstraintPredicate;
}

export interface SchedulerAttributeConstraintPredicate {
  readonly exists?: SchedulerAttributeConstraintPredicateExists;
  readonly not_exists?: SchedulerAttributeConstraintPredicateNotExists;
  readonly text_equals?: SchedulerAttributeConstraintPredicateTextEquals;
  readonly text_not_equals?: SchedulerAttributeConstraintPredicateTextNotEquals;
  readonly text_matches?: SchedulerAttributeConstraintPredicateTextMatches;
  readonly text_not_matches?: SchedulerAttributeConstraintPredicateTextNotMatches;
}

export type SchedulerAttributeConstraintPredicateExists = Readonly<Record<string, never>>;

export type SchedulerAttributeConstraintPredicateNotExists = Readonly<Record<string, never>>;

export interface SchedulerAttributeConstraintPredicateTextEquals {
  readonly value: string;
}

/** RE2, full match. */
export interface SchedulerAttributeConstraintPredicateTextMatches {
  readonly regex: string;
}

export interface SchedulerAttributeConstraintPredicateTextNotEquals {
  readonly value: string;
}

export interface SchedulerAttributeConstraintPredicateTextNotMatches {
  readonly regex: string;
}

export interface SchedulerAttributeConstraintSelector {
  readonly pseudoattribute_type?: SchedulerAttributeConstraintSelectorPseudoattributeType;
  readonly attribute_name?: string;
}

/**
 * The body of every POST to /api/v1/scheduler; exactly the sub-message matching type. framework_id
 * absent only in the first SUBSCRIBE. revive and suppress may be absent; reconcile,
 * reconcile_operations must be present, may be empty.
 */
export interface SchedulerCall {
  readonly framework_id?: FrameworkID;
  readonly type?: SchedulerCallType;
  readonly subscribe?: SchedulerCallSubscribe;
  readonly accept?: SchedulerCallAccept;
  readonly decline?: SchedulerCallDecline;
  readonly accept_inverse_offers?: SchedulerCallAcceptInverseOffers;
  readonly decline_inverse_offers?: SchedulerCallDeclineInverseOffers;
  readonly revive?: SchedulerCallRevive;
  readonly kill?: SchedulerCallKill;
  readonly shutdown?: SchedulerCallShutdown;
  readonly acknowledge?: SchedulerCallAcknowledge;
  readonly acknowledge_operation_status?: SchedulerCallAcknowledgeOperationStatus;
  readonly reconcile?: SchedulerCallReconcile;
  readonly reconcile_operations?: SchedulerCallReconcileOperations;
  readonly message?: SchedulerCallMessage;
  readonly request?: SchedulerCallRequest;
  readonly suppress?: SchedulerCallSuppress;
  readonly update_framework?: SchedulerCallUpdateFramework;
}

/** Filters apply to the unused part of the offers. */
export interface SchedulerCallAccept {
  readonly offer_ids?: readonly OfferID[];
  readonly operations?: readonly OfferOperation[];
  readonly filters?: Filters;
}

export interface SchedulerCallAcceptInverseOffers {
  readonly inverse_offer_ids?: readonly OfferID[];
  readonly filters?: Filters;
}

/** The uuid: the 16 raw bytes from the status. */
export interface SchedulerCallAcknowledge {
  readonly agent_id: AgentID;
  readonly task_id: TaskID;
  readonly uuid: Uint8Array;
}

/** agent_id is enforced although optional in the schema. */
export interface SchedulerCallAcknowledgeOperationStatus {
  readonly agent_id?: AgentID;
  readonly resource_provider_id?: ResourceProviderID;
  readonly uuid: Uint8Array;
  readonly operation_id: OperationID;
}

export interface SchedulerCallDecline {
  readonly offer_ids?: readonly OfferID[];
  readonly filters?: Filters;
}

export interface SchedulerCallDeclineInverseOffers {
  readonly inverse_offer_ids?: readonly OfferID[];
  readonly filters?: Filters;
}

export interface SchedulerCallKill {
  readonly task_id: TaskID;
  readonly agent_id?: AgentID;
  readonly kill_policy?: KillPolicy;
}

/** Scheduler -> executor, unreliable. */
export interface SchedulerCallMessage {
  readonly agent_id: AgentID;
  readonly executor_id: ExecutorID;
  readonly data: Uint8Array;
}

export interface SchedulerCallReconcile {
  readonly tasks?: readonly SchedulerCallReconcileTask[];
}

export interface SchedulerCallReconcileTask {
  readonly task_id: TaskID;
  readonly agent_id?: AgentID;
}

export interface SchedulerCallReconcileOperations {
  readonly operations?: readonly SchedulerCallReconcileOperationsOperation[];
}

export interface SchedulerCallReconcileOperationsOperation {
  readonly operation_id: OperationID;
  readonly agent_id?: AgentID;
  readonly resource_provider_id?: ResourceProviderID;
}

export interface SchedulerCallRequest {
  readonly requests?: readonly Request[];
}

/** Empty = all roles. */
export interface SchedulerCallRevive {
  readonly roles?: readonly string[];
}

export interface SchedulerCallShutdown {
  readonly executor_id: ExecutorID;
  readonly agent_id: AgentID;
}

/** suppressed_roles is a subset of the roles. */
export interface SchedulerCallSubscribe {
  readonly framework_info: FrameworkInfo;
  readonly suppressed_roles?: readonly string[];
  readonly offer_constraints?: SchedulerOfferConstraints;
}

/** Empty = all roles. */
export interface SchedulerCallSuppress {
  readonly roles?: readonly string[];
}

/** framework_info.id must equal Call.framework_id. */
export interface SchedulerCallUpdateFramework {
  readonly framework_info: FrameworkInfo;
  readonly suppressed_roles?: readonly string[];
  readonly offer_constraints?: SchedulerOfferConstraints;
}

/**
 * One record of the subscription stream; type absent or UNKNOWN -> ignore the event; numbers of fields
 * and types differ.
 */
export interface SchedulerEvent {
  readonly type?: SchedulerEventType;
  readonly subscribed?: SchedulerEventSubscribed;
  readonly offers?: SchedulerEventOffers;
  readonly inverse_offers?: SchedulerEventInverseOffers;
  readonly rescind?: SchedulerEventRescind;
  readonly rescind_inverse_offer?: SchedulerEventRescindInverseOffer;
  readonly update?: SchedulerEventUpdate;
  readonly update_operation_status?: SchedulerEventUpdateOperationStatus;
  readonly message?: SchedulerEventMessage;
  readonly failure?: SchedulerEventFailure;
  readonly error?: SchedulerEventError;
}

/** Stream is closed after it. */
export interface SchedulerEventError {
  readonly message: string;
}

/** Agent only: agent removed; agent+executor: executor ended, status = wait status. */
export interface SchedulerEventFailure {
  readonly agent_id?: AgentID;
  readonly executor_id?: ExecutorID;
  readonly status?: number;
}

export interface SchedulerEventInverseOffers {
  readonly inverse_offers?: readonly InverseOffer[];
}

/** Executor -> scheduler, unreliable. */
export interface SchedulerEventMessage {
  readonly agent_id: AgentID;
  readonly executor_id: ExecutorID;
  readonly data: Uint8Array;
}

export interface SchedulerEventOffers {
  readonly offers?: readonly Offer[];
}

export interface SchedulerEventRescind {
  readonly offer_id: OfferID;
}

export interface SchedulerEventRescindInverseOffer {
  readonly inverse_offer_id: OfferID;
}

/** heartbeat_interval_seconds is 15 in all released masters. */
export interface SchedulerEventSubscribed {
  readonly framework_id: FrameworkID;
  readonly heartbeat_interval_seconds?: number;
  readonly master_info?: MasterInfo;
}

export interface SchedulerEventUpdate {
  readonly status: TaskStatus;
}

export interface SchedulerEventUpdateOperationStatus {
  readonly status: OperationStatus;
}

/** Key = role name. */
export interface SchedulerOfferConstraints {
  readonly role_constraints?: Readonly<Record<string, SchedulerOfferConstraintsRoleConstraints>>;
}

/** groups are OR-ed; empty list of groups is invalid. */
export interface SchedulerOfferConstraintsRoleConstraints {
  readonly groups?: readonly SchedulerOfferConstraintsRoleConstraintsGroup[];
}

/** Constraints are AND-ed; empty group is invalid. */
export interface SchedulerOfferConstraintsRoleConstraintsGroup {
  readonly attribute_constraints?: readonly SchedulerAttributeConstraint[];
}

/** RECONCILE_OPERATIONS body in 1.7-1.8 only; deprecated. */
export interface SchedulerResponse {
  readonly type?: SchedulerResponseType;
  readonly reconcile_operations?: SchedulerResponseReconcileOperations;
}

export interface SchedulerResponseReconcileOperations {
  readonly operation_statuses?: readonly OperationStatus[];
}

/** Every message by its full protobuf name. */
export interface MessageTypes {
  readonly "google.protobuf.Duration": GoogleDuration;
  readonly "mesos.v1.Address": Address;
  readonly "mesos.v1.AgentID": AgentID;
  readonly "mesos.v1.AgentInfo": AgentInfo;
  readonly "mesos.v1.AgentInfo.Capability": AgentInfoCapability;
  readonly "mesos.v1.Attribute": Attribute;
  readonly "mesos.v1.CapabilityInfo": CapabilityInfo;
  readonly "mesos.v1.CgroupInfo": CgroupInfo;
  readonly "mesos.v1.CgroupInfo.NetCls": CgroupInfoNetCls;
  readonly "mesos.v1.CheckInfo": CheckInfo;
  readonly "mesos.v1.CheckInfo.Command": CheckInfoCommand;
  readonly "mesos.v1.CheckInfo.Http": CheckInfoHttp;
  readonly "mesos.v1.CheckInfo.Tcp": CheckInfoTcp;
  readonly "mesos.v1.CheckStatusInfo": CheckStatusInfo;
  readonly "mesos.v1.CheckStatusInfo.Command": CheckStatusInfoCommand;
  readonly "mesos.v1.CheckStatusInfo.Http": CheckStatusInfoHttp;
  readonly "mesos.v1.CheckStatusInfo.Tcp": CheckStatusInfoTcp;
  readonly "mesos.v1.CommandInfo": CommandInfo;
  readonly "mesos.v1.CommandInfo.URI": CommandInfoURI;
  readonly "mesos.v1.ContainerID": ContainerID;
  readonly "mesos.v1.ContainerInfo": ContainerInfo;
  readonly "mesos.v1.ContainerInfo.DockerInfo": ContainerInfoDockerInfo;
  readonly "mesos.v1.ContainerInfo.DockerInfo.PortMapping": ContainerInfoDockerInfoPortMapping;
  readonly "mesos.v1.ContainerInfo.MesosInfo": ContainerInfoMesosInfo;
  readonly "mesos.v1.ContainerStatus": ContainerStatus;
  readonly "mesos.v1.Credential": Credential;
  readonly "mesos.v1.Credentials": Credentials;
  readonly "mesos.v1.DiscoveryInfo": DiscoveryInfo;
  readonly "mesos.v1.DomainInfo": DomainInfo;
  readonly "mesos.v1.DomainInfo.FaultDomain": DomainInfoFaultDomain;
  readonly "mesos.v1.DomainInfo.FaultDomain.RegionInfo": DomainInfoFaultDomainRegionInfo;
  readonly "mesos.v1.DomainInfo.FaultDomain.ZoneInfo": DomainInfoFaultDomainZoneInfo;
  readonly "mesos.v1.DrainConfig": DrainConfig;
  readonly "mesos.v1.DrainInfo": DrainInfo;
  readonly "mesos.v1.DurationInfo": DurationInfo;
  readonly "mesos.v1.Environment": Environment;
  readonly "mesos.v1.Environment.Variable": EnvironmentVariable;
  readonly "mesos.v1.ExecutorID": ExecutorID;
  readonly "mesos.v1.ExecutorInfo": ExecutorInfo;
  readonly "mesos.v1.FileInfo": FileInfo;
  readonly "mesos.v1.Filters": Filters;
  readonly "mesos.v1.Flag": Flag;
  readonly "mesos.v1.FrameworkID": FrameworkID;
  readonly "mesos.v1.FrameworkInfo": FrameworkInfo;
  readonly "mesos.v1.FrameworkInfo.Capability": FrameworkInfoCapability;
  readonly "mesos.v1.HealthCheck": HealthCheck;
  readonly "mesos.v1.HealthCheck.HTTPCheckInfo": HealthCheckHTTPCheckInfo;
  readonly "mesos.v1.HealthCheck.TCPCheckInfo": HealthCheckTCPCheckInfo;
  readonly "mesos.v1.Image": Image;
  readonly "mesos.v1.Image.Appc": ImageAppc;
  readonly "mesos.v1.Image.Docker": ImageDocker;
  readonly "mesos.v1.InverseOffer": InverseOffer;
  readonly "mesos.v1.KillPolicy": KillPolicy;
  readonly "mesos.v1.Label": Label;
  readonly "mesos.v1.Labels": Labels;
  readonly "mesos.v1.LinuxInfo": LinuxInfo;
  readonly "mesos.v1.MachineID": MachineID;
  readonly "mesos.v1.MachineInfo": MachineInfo;
  readonly "mesos.v1.MasterInfo": MasterInfo;
  readonly "mesos.v1.MasterInfo.Capability": MasterInfoCapability;
  readonly "mesos.v1.Metric": Metric;
  readonly "mesos.v1.MountPropagation": MountPropagation;
  readonly "mesos.v1.NetworkInfo": NetworkInfo;
  readonly "mesos.v1.NetworkInfo.IPAddress": NetworkInfoIPAddress;
  readonly "mesos.v1.NetworkInfo.PortMapping": NetworkInfoPortMapping;
  readonly "mesos.v1.Offer": Offer;
  readonly "mesos.v1.Offer.Operation": OfferOperation;
  readonly "mesos.v1.Offer.Operation.Create": OfferOperationCreate;
  readonly "mesos.v1.Offer.Operation.CreateDisk": OfferOperationCreateDisk;
  readonly "mesos.v1.Offer.Operation.Destroy": OfferOperationDestroy;
  readonly "mesos.v1.Offer.Operation.DestroyDisk": OfferOperationDestroyDisk;
  readonly "mesos.v1.Offer.Operation.GrowVolume": OfferOperationGrowVolume;
  readonly "mesos.v1.Offer.Operation.Launch": OfferOperationLaunch;
  readonly "mesos.v1.Offer.Operation.LaunchGroup": OfferOperationLaunchGroup;
  readonly "mesos.v1.Offer.Operation.Reserve": OfferOperationReserve;
  readonly "mesos.v1.Offer.Operation.ShrinkVolume": OfferOperationShrinkVolume;
  readonly "mesos.v1.Offer.Operation.Unreserve": OfferOperationUnreserve;
  readonly "mesos.v1.OfferFilters": OfferFilters;
  readonly "mesos.v1.OfferFilters.MinAllocatableResources": OfferFiltersMinAllocatableResources;
  readonly "mesos.v1.OfferFilters.ResourceQuantities": OfferFiltersResourceQuantities;
  readonly "mesos.v1.OfferID": OfferID;
  readonly "mesos.v1.Operation": Operation;
  readonly "mesos.v1.OperationID": OperationID;
  readonly "mesos.v1.OperationStatus": OperationStatus;
  readonly "mesos.v1.Parameter": Parameter;
  readonly "mesos.v1.Parameters": Parameters;
  readonly "mesos.v1.Port": Port;
  readonly "mesos.v1.Ports": Ports;
  readonly "mesos.v1.RLimitInfo": RLimitInfo;
  readonly "mesos.v1.RLimitInfo.RLimit": RLimitInfoRLimit;
  readonly "mesos.v1.RateLimit": RateLimit;
  readonly "mesos.v1.RateLimits": RateLimits;
  readonly "mesos.v1.Request": Request;
  readonly "mesos.v1.Resource": Resource;
  readonly "mesos.v1.Resource.AllocationInfo": ResourceAllocationInfo;
  readonly "mesos.v1.Resource.DiskInfo": ResourceDiskInfo;
  readonly "mesos.v1.Resource.DiskInfo.Persistence": ResourceDiskInfoPersistence;
  readonly "mesos.v1.Resource.DiskInfo.Source": ResourceDiskInfoSource;
  readonly "mesos.v1.Resource.DiskInfo.Source.Mount": ResourceDiskInfoSourceMount;
  readonly "mesos.v1.Resource.DiskInfo.Source.Path": ResourceDiskInfoSourcePath;
  readonly "mesos.v1.Resource.ReservationInfo": ResourceReservationInfo;
  readonly "mesos.v1.Resource.RevocableInfo": ResourceRevocableInfo;
  readonly "mesos.v1.Resource.SharedInfo": ResourceSharedInfo;
  readonly "mesos.v1.ResourceProviderID": ResourceProviderID;
  readonly "mesos.v1.ResourceStatistics": ResourceStatistics;
  readonly "mesos.v1.Role": Role;
  readonly "mesos.v1.SeccompInfo": SeccompInfo;
  readonly "mesos.v1.Secret": Secret;
  readonly "mesos.v1.Secret.Reference": SecretReference;
  readonly "mesos.v1.Secret.Value": SecretValue;
  readonly "mesos.v1.TTYInfo": TTYInfo;
  readonly "mesos.v1.TTYInfo.WindowSize": TTYInfoWindowSize;
  readonly "mesos.v1.Task": Task;
  readonly "mesos.v1.TaskGroupInfo": TaskGroupInfo;
  readonly "mesos.v1.TaskID": TaskID;
  readonly "mesos.v1.TaskInfo": TaskInfo;
  readonly "mesos.v1.TaskResourceLimitation": TaskResourceLimitation;
  readonly "mesos.v1.TaskStatus": TaskStatus;
  readonly "mesos.v1.TimeInfo": TimeInfo;
  readonly "mesos.v1.URL": URL;
  readonly "mesos.v1.UUID": UUID;
  readonly "mesos.v1.Unavailability": Unavailability;
  readonly "mesos.v1.Value": Value;
  readonly "mesos.v1.Value.Range": ValueRange;
  readonly "mesos.v1.Value.Ranges": ValueRanges;
  readonly "mesos.v1.Value.Scalar": ValueScalar;
  readonly "mesos.v1.Value.Set": ValueSet;
  readonly "mesos.v1.Value.Text": ValueText;
  readonly "mesos.v1.VersionInfo": VersionInfo;
  readonly "mesos.v1.Volume": Volume;
  readonly "mesos.v1.Volume.Source": VolumeSource;
  readonly "mesos.v1.Volume.Source.CSIVolume": VolumeSourceCSIVolume;
  readonly "mesos.v1.Volume.Source.CSIVolume.StaticProvisioning": VolumeSourceCSIVolumeStaticProvisioning;
  readonly "mesos.v1.Volume.Source.CSIVolume.VolumeCapability": VolumeSourceCSIVolumeVolumeCapability;
  readonly "mesos.v1.Volume.Source.CSIVolume.VolumeCapability.AccessMode": VolumeSourceCSIVolumeVolumeCapabilityAccessMode;
  readonly "mesos.v1.Volume.Source.CSIVolume.VolumeCapability.BlockVolume": VolumeSourceCSIVolumeVolumeCapabilityBlockVolume;
  readonly "mesos.v1.Volume.Source.CSIVolume.VolumeCapability.MountVolume": VolumeSourceCSIVolumeVolumeCapabilityMountVolume;
  readonly "mesos.v1.Volume.Source.DockerVolume": VolumeSourceDockerVolume;
  readonly "mesos.v1.Volume.Source.HostPath": VolumeSourceHostPath;
  readonly "mesos.v1.Volume.Source.SandboxPath": VolumeSourceSandboxPath;
  readonly "mesos.v1.WeightInfo": WeightInfo;
  readonly "mesos.v1.agent.Call": AgentCall;
  readonly "mesos.v1.agent.Call.AttachContainerInput": AgentCallAttachContainerInput;
  readonly "mesos.v1.agent.Call.AttachContainerOutput": AgentCallAttachContainerOutput;
  readonly "mesos.v1.agent.Call.GetContainers": AgentCallGetContainers;
  readonly "mesos.v1.agent.Call.GetMetrics": AgentCallGetMetrics;
  readonly "mesos.v1.agent.Call.KillContainer": AgentCallKillContainer;
  readonly "mesos.v1.agent.Call.KillNestedContainer": AgentCallKillNestedContainer;
  readonly "mesos.v1.agent.Call.LaunchContainer": AgentCallLaunchContainer;
  readonly "mesos.v1.agent.Call.LaunchNestedContainer": AgentCallLaunchNestedContainer;
  readonly "mesos.v1.agent.Call.LaunchNestedContainerSession": AgentCallLaunchNestedContainerSession;
  readonly "mesos.v1.agent.Call.ListFiles": AgentCallListFiles;
  readonly "mesos.v1.agent.Call.PruneImages": AgentCallPruneImages;
  readonly "mesos.v1.agent.Call.ReadFile": AgentCallReadFile;
  readonly "mesos.v1.agent.Call.RemoveContainer": AgentCallRemoveContainer;
  readonly "mesos.v1.agent.Call.RemoveNestedContainer": AgentCallRemoveNestedContainer;
  readonly "mesos.v1.agent.Call.SetLoggingLevel": AgentCallSetLoggingLevel;
  readonly "mesos.v1.agent.Call.WaitContainer": AgentCallWaitContainer;
  readonly "mesos.v1.agent.Call.WaitNestedContainer": AgentCallWaitNestedContainer;
  readonly "mesos.v1.agent.ProcessIO": AgentProcessIO;
  readonly "mesos.v1.agent.ProcessIO.Control": AgentProcessIOControl;
  readonly "mesos.v1.agent.ProcessIO.Control.Heartbeat": AgentProcessIOControlHeartbeat;
  readonly "mesos.v1.agent.ProcessIO.Data": AgentProcessIOData;
  readonly "mesos.v1.agent.Response": AgentResponse;
  readonly "mesos.v1.agent.Response.GetAgent": AgentResponseGetAgent;
  readonly "mesos.v1.agent.Response.GetContainers": AgentResponseGetContainers;
  readonly "mesos.v1.agent.Response.GetContainers.Container": AgentResponseGetContainersContainer;
  readonly "mesos.v1.agent.Response.GetExecutors": AgentResponseGetExecutors;
  readonly "mesos.v1.agent.Response.GetExecutors.Executor": AgentResponseGetExecutorsExecutor;
  readonly "mesos.v1.agent.Response.GetFlags": AgentResponseGetFlags;
  readonly "mesos.v1.agent.Response.GetFrameworks": AgentResponseGetFrameworks;
  readonly "mesos.v1.agent.Response.GetFrameworks.Framework": AgentResponseGetFrameworksFramework;
  readonly "mesos.v1.agent.Response.GetHealth": AgentResponseGetHealth;
  readonly "mesos.v1.agent.Response.GetLoggingLevel": AgentResponseGetLoggingLevel;
  readonly "mesos.v1.agent.Response.GetMetrics": AgentResponseGetMetrics;
  readonly "mesos.v1.agent.Response.GetOperations": AgentResponseGetOperations;
  readonly "mesos.v1.agent.Response.GetState": AgentResponseGetState;
  readonly "mesos.v1.agent.Response.GetTasks": AgentResponseGetTasks;
  readonly "mesos.v1.agent.Response.GetVersion": AgentResponseGetVersion;
  readonly "mesos.v1.agent.Response.ListFiles": AgentResponseListFiles;
  readonly "mesos.v1.agent.Response.ReadFile": AgentResponseReadFile;
  readonly "mesos.v1.agent.Response.WaitContainer": AgentResponseWaitContainer;
  readonly "mesos.v1.agent.Response.WaitNestedContainer": AgentResponseWaitNestedContainer;
  readonly "mesos.v1.allocator.InverseOfferStatus": AllocatorInverseOfferStatus;
  readonly "mesos.v1.executor.Call": ExecutorCall;
  readonly "mesos.v1.executor.Call.Message": ExecutorCallMessage;
  readonly "mesos.v1.executor.Call.Subscribe": ExecutorCallSubscribe;
  readonly "mesos.v1.executor.Call.Update": ExecutorCallUpdate;
  readonly "mesos.v1.executor.Event": ExecutorEvent;
  readonly "mesos.v1.executor.Event.Acknowledged": ExecutorEventAcknowledged;
  readonly "mesos.v1.executor.Event.Error": ExecutorEventError;
  readonly "mesos.v1.executor.Event.Kill": ExecutorEventKill;
  readonly "mesos.v1.executor.Event.Launch": ExecutorEventLaunch;
  readonly "mesos.v1.executor.Event.LaunchGroup": ExecutorEventLaunchGroup;
  readonly "mesos.v1.executor.Event.Message": ExecutorEventMessage;
  readonly "mesos.v1.executor.Event.Subscribed": ExecutorEventSubscribed;
  readonly "mesos.v1.maintenance.ClusterStatus": MaintenanceClusterStatus;
  readonly "mesos.v1.maintenance.ClusterStatus.DrainingMachine": MaintenanceClusterStatusDrainingMachine;
  readonly "mesos.v1.maintenance.Schedule": MaintenanceSchedule;
  readonly "mesos.v1.maintenance.Window": MaintenanceWindow;
  readonly "mesos.v1.master.Call": MasterCall;
  readonly "mesos.v1.master.Call.CreateVolumes": MasterCallCreateVolumes;
  readonly "mesos.v1.master.Call.DeactivateAgent": MasterCallDeactivateAgent;
  readonly "mesos.v1.master.Call.DestroyVolumes": MasterCallDestroyVolumes;
  readonly "mesos.v1.master.Call.DrainAgent": MasterCallDrainAgent;
  readonly "mesos.v1.master.Call.GetMetrics": MasterCallGetMetrics;
  readonly "mesos.v1.master.Call.GrowVolume": MasterCallGrowVolume;
  readonly "mesos.v1.master.Call.ListFiles": MasterCallListFiles;
  readonly "mesos.v1.master.Call.MarkAgentGone": MasterCallMarkAgentGone;
  readonly "mesos.v1.master.Call.ReactivateAgent": MasterCallReactivateAgent;
  readonly "mesos.v1.master.Call.ReadFile": MasterCallReadFile;
  readonly "mesos.v1.master.Call.RemoveQuota": MasterCallRemoveQuota;
  readonly "mesos.v1.master.Call.ReserveResources": MasterCallReserveResources;
  readonly "mesos.v1.master.Call.SetLoggingLevel": MasterCallSetLoggingLevel;
  readonly "mesos.v1.master.Call.SetQuota": MasterCallSetQuota;
  readonly "mesos.v1.master.Call.ShrinkVolume": MasterCallShrinkVolume;
  readonly "mesos.v1.master.Call.StartMaintenance": MasterCallStartMaintenance;
  readonly "mesos.v1.master.Call.StopMaintenance": MasterCallStopMaintenance;
  readonly "mesos.v1.master.Call.Teardown": MasterCallTeardown;
  readonly "mesos.v1.master.Call.UnreserveResources": MasterCallUnreserveResources;
  readonly "mesos.v1.master.Call.UpdateMaintenanceSchedule": MasterCallUpdateMaintenanceSchedule;
  readonly "mesos.v1.master.Call.UpdateQuota": MasterCallUpdateQuota;
  readonly "mesos.v1.master.Call.UpdateWeights": MasterCallUpdateWeights;
  readonly "mesos.v1.master.Event": MasterEvent;
  readonly "mesos.v1.master.Event.AgentAdded": MasterEventAgentAdded;
  readonly "mesos.v1.master.Event.AgentRemoved": MasterEventAgentRemoved;
  readonly "mesos.v1.master.Event.FrameworkAdded": MasterEventFrameworkAdded;
  readonly "mesos.v1.master.Event.FrameworkRemoved": MasterEventFrameworkRemoved;
  readonly "mesos.v1.master.Event.FrameworkUpdated": MasterEventFrameworkUpdated;
  readonly "mesos.v1.master.Event.Subscribed": MasterEventSubscribed;
  readonly "mesos.v1.master.Event.TaskAdded": MasterEventTaskAdded;
  readonly "mesos.v1.master.Event.TaskUpdated": MasterEventTaskUpdated;
  readonly "mesos.v1.master.Response": MasterResponse;
  readonly "mesos.v1.master.Response.GetAgents": MasterResponseGetAgents;
  readonly "mesos.v1.master.Response.GetAgents.Agent": MasterResponseGetAgentsAgent;
  readonly "mesos.v1.master.Response.GetExecutors": MasterResponseGetExecutors;
  readonly "mesos.v1.master.Response.GetExecutors.Executor": MasterResponseGetExecutorsExecutor;
  readonly "mesos.v1.master.Response.GetFlags": MasterResponseGetFlags;
  readonly "mesos.v1.master.Response.GetFrameworks": MasterResponseGetFrameworks;
  readonly "mesos.v1.master.Response.GetFrameworks.Framework": MasterResponseGetFrameworksFramework;
  readonly "mesos.v1.master.Response.GetHealth": MasterResponseGetHealth;
  readonly "mesos.v1.master.Response.GetLoggingLevel": MasterResponseGetLoggingLevel;
  readonly "mesos.v1.master.Response.GetMaintenanceSchedule": MasterResponseGetMaintenanceSchedule;
  readonly "mesos.v1.master.Response.GetMaintenanceStatus": MasterResponseGetMaintenanceStatus;
  readonly "mesos.v1.master.Response.GetMaster": MasterResponseGetMaster;
  readonly "mesos.v1.master.Response.GetMetrics": MasterResponseGetMetrics;
  readonly "mesos.v1.master.Response.GetOperations": MasterResponseGetOperations;
  readonly "mesos.v1.master.Response.GetQuota": MasterResponseGetQuota;
  readonly "mesos.v1.master.Response.GetRoles": MasterResponseGetRoles;
  readonly "mesos.v1.master.Response.GetState": MasterResponseGetState;
  readonly "mesos.v1.master.Response.GetTasks": MasterResponseGetTasks;
  readonly "mesos.v1.master.Response.GetVersion": MasterResponseGetVersion;
  readonly "mesos.v1.master.Response.GetWeights": MasterResponseGetWeights;
  readonly "mesos.v1.master.Response.ListFiles": MasterResponseListFiles;
  readonly "mesos.v1.master.Response.ReadFile": MasterResponseReadFile;
  readonly "mesos.v1.quota.QuotaConfig": QuotaConfig;
  readonly "mesos.v1.quota.QuotaInfo": QuotaInfo;
  readonly "mesos.v1.quota.QuotaRequest": QuotaRequest;
  readonly "mesos.v1.quota.QuotaStatus": QuotaStatus;
  readonly "mesos.v1.scheduler.APIResult": SchedulerAPIResult;
  readonly "mesos.v1.scheduler.AttributeConstraint": SchedulerAttributeConstraint;
  readonly "mesos.v1.scheduler.AttributeConstraint.Predicate": SchedulerAttributeConstraintPredicate;
  readonly "mesos.v1.scheduler.AttributeConstraint.Predicate.Exists": SchedulerAttributeConstraintPredicateExists;
  readonly "mesos.v1.scheduler.AttributeConstraint.Predicate.NotExists": SchedulerAttributeConstraintPredicateNotExists;
  readonly "mesos.v1.scheduler.AttributeConstraint.Predicate.TextEquals": SchedulerAttributeConstraintPredicateTextEquals;
  readonly "mesos.v1.scheduler.AttributeConstraint.Predicate.TextMatches": SchedulerAttributeConstraintPredicateTextMatches;
  readonly "mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotEquals": SchedulerAttributeConstraintPredicateTextNotEquals;
  readonly "mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotMatches": SchedulerAttributeConstraintPredicateTextNotMatches;
  readonly "mesos.v1.scheduler.AttributeConstraint.Selector": SchedulerAttributeConstraintSelector;
  readonly "mesos.v1.scheduler.Call": SchedulerCall;
  readonly "mesos.v1.scheduler.Call.Accept": SchedulerCallAccept;
  readonly "mesos.v1.scheduler.Call.AcceptInverseOffers": SchedulerCallAcceptInverseOffers;
  readonly "mesos.v1.scheduler.Call.Acknowledge": SchedulerCallAcknowledge;
  readonly "mesos.v1.scheduler.Call.AcknowledgeOperationStatus": SchedulerCallAcknowledgeOperationStatus;
  readonly "mesos.v1.scheduler.Call.Decline": SchedulerCallDecline;
  readonly "mesos.v1.scheduler.Call.DeclineInverseOffers": SchedulerCallDeclineInverseOffers;
  readonly "mesos.v1.scheduler.Call.Kill": SchedulerCallKill;
  readonly "mesos.v1.scheduler.Call.Message": SchedulerCallMessage;
  readonly "mesos.v1.scheduler.Call.Reconcile": SchedulerCallReconcile;
  readonly "mesos.v1.scheduler.Call.Reconcile.Task": SchedulerCallReconcileTask;
  readonly "mesos.v1.scheduler.Call.ReconcileOperations": SchedulerCallReconcileOperations;
  readonly "mesos.v1.scheduler.Call.ReconcileOperations.Operation": SchedulerCallReconcileOperationsOperation;
  readonly "mesos.v1.scheduler.Call.Request": SchedulerCallRequest;
  readonly "mesos.v1.scheduler.Call.Revive": SchedulerCallRevive;
  readonly "mesos.v1.scheduler.Call.Shutdown": SchedulerCallShutdown;
  readonly "mesos.v1.scheduler.Call.Subscribe": SchedulerCallSubscribe;
  readonly "mesos.v1.scheduler.Call.Suppress": SchedulerCallSuppress;
  readonly "mesos.v1.scheduler.Call.UpdateFramework": SchedulerCallUpdateFramework;
  readonly "mesos.v1.scheduler.Event": SchedulerEvent;
  readonly "mesos.v1.scheduler.Event.Error": SchedulerEventError;
  readonly "mesos.v1.scheduler.Event.Failure": SchedulerEventFailure;
  readonly "mesos.v1.scheduler.Event.InverseOffers": SchedulerEventInverseOffers;
  readonly "mesos.v1.scheduler.Event.Message": SchedulerEventMessage;
  readonly "mesos.v1.scheduler.Event.Offers": SchedulerEventOffers;
  readonly "mesos.v1.scheduler.Event.Rescind": SchedulerEventRescind;
  readonly "mesos.v1.scheduler.Event.RescindInverseOffer": SchedulerEventRescindInverseOffer;
  readonly "mesos.v1.scheduler.Event.Subscribed": SchedulerEventSubscribed;
  readonly "mesos.v1.scheduler.Event.Update": SchedulerEventUpdate;
  readonly "mesos.v1.scheduler.Event.UpdateOperationStatus": SchedulerEventUpdateOperationStatus;
  readonly "mesos.v1.scheduler.OfferConstraints": SchedulerOfferConstraints;
  readonly "mesos.v1.scheduler.OfferConstraints.RoleConstraints": SchedulerOfferConstraintsRoleConstraints;
  readonly "mesos.v1.scheduler.OfferConstraints.RoleConstraints.Group": SchedulerOfferConstraintsRoleConstraintsGroup;
  readonly "mesos.v1.scheduler.Response": SchedulerResponse;
  readonly "mesos.v1.scheduler.Response.ReconcileOperations": SchedulerResponseReconcileOperations;
}
