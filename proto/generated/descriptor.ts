// Generated from proto/messages by scripts/generate-proto.ts: do not edit, run `npm run generate`.
// Fields of every message in declaration order: what the JSON mapping needs to know of the schema.

export interface FieldDescriptor {
  readonly name: string;
  readonly number: number;
  readonly label: "required" | "optional" | "repeated" | "map";
  readonly kind: "bool" | "bytes" | "double" | "int32" | "int64" | "string" | "uint32" | "uint64" | "enum" | "message";
  /** Full name of the message or enum. For maps: of the values; keys are strings. */
  readonly type?: string;
  /** Name of the oneof that the field belongs to. */
  readonly oneof?: string;
  /** The declared default; enums by value name. */
  readonly default?: string | number | boolean;
  readonly deprecated?: boolean;
}

export const MESSAGES: Readonly<Record<string, readonly FieldDescriptor[]>> = {
  "google.protobuf.Duration": [
    {"name":"seconds","number":1,"label":"optional","kind":"int64"},
    {"name":"nanos","number":2,"label":"optional","kind":"int32"},
  ],
  "mesos.v1.Address": [
    {"name":"hostname","number":1,"label":"optional","kind":"string"},
    {"name":"ip","number":2,"label":"optional","kind":"string"},
    {"name":"port","number":3,"label":"required","kind":"int32"},
  ],
  "mesos.v1.AgentID": [
    {"name":"value","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.AgentInfo": [
    {"name":"hostname","number":1,"label":"required","kind":"string"},
    {"name":"resources","number":3,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"attributes","number":5,"label":"repeated","kind":"message","type":"mesos.v1.Attribute"},
    {"name":"id","number":6,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"port","number":8,"label":"optional","kind":"int32","default":5051},
    {"name":"domain","number":10,"label":"optional","kind":"message","type":"mesos.v1.DomainInfo"},
  ],
  "mesos.v1.AgentInfo.Capability": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.AgentInfo.Capability.Type"},
  ],
  "mesos.v1.Attribute": [
    {"name":"name","number":1,"label":"required","kind":"string"},
    {"name":"type","number":2,"label":"required","kind":"enum","type":"mesos.v1.Value.Type"},
    {"name":"scalar","number":3,"label":"optional","kind":"message","type":"mesos.v1.Value.Scalar"},
    {"name":"ranges","number":4,"label":"optional","kind":"message","type":"mesos.v1.Value.Ranges"},
    {"name":"set","number":6,"label":"optional","kind":"message","type":"mesos.v1.Value.Set"},
    {"name":"text","number":5,"label":"optional","kind":"message","type":"mesos.v1.Value.Text"},
  ],
  "mesos.v1.CapabilityInfo": [
    {"name":"capabilities","number":1,"label":"repeated","kind":"enum","type":"mesos.v1.CapabilityInfo.Capability"},
  ],
  "mesos.v1.CgroupInfo": [
    {"name":"net_cls","number":1,"label":"optional","kind":"message","type":"mesos.v1.CgroupInfo.NetCls"},
  ],
  "mesos.v1.CgroupInfo.NetCls": [
    {"name":"classid","number":1,"label":"optional","kind":"uint32"},
  ],
  "mesos.v1.CheckInfo": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.CheckInfo.Type"},
    {"name":"command","number":2,"label":"optional","kind":"message","type":"mesos.v1.CheckInfo.Command"},
    {"name":"http","number":3,"label":"optional","kind":"message","type":"mesos.v1.CheckInfo.Http"},
    {"name":"tcp","number":7,"label":"optional","kind":"message","type":"mesos.v1.CheckInfo.Tcp"},
    {"name":"delay_seconds","number":4,"label":"optional","kind":"double","default":15},
    {"name":"interval_seconds","number":5,"label":"optional","kind":"double","default":10},
    {"name":"timeout_seconds","number":6,"label":"optional","kind":"double","default":20},
  ],
  "mesos.v1.CheckInfo.Command": [
    {"name":"command","number":1,"label":"required","kind":"message","type":"mesos.v1.CommandInfo"},
  ],
  "mesos.v1.CheckInfo.Http": [
    {"name":"port","number":1,"label":"required","kind":"uint32"},
    {"name":"path","number":2,"label":"optional","kind":"string"},
  ],
  "mesos.v1.CheckInfo.Tcp": [
    {"name":"port","number":1,"label":"required","kind":"uint32"},
  ],
  "mesos.v1.CheckStatusInfo": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.CheckInfo.Type"},
    {"name":"command","number":2,"label":"optional","kind":"message","type":"mesos.v1.CheckStatusInfo.Command"},
    {"name":"http","number":3,"label":"optional","kind":"message","type":"mesos.v1.CheckStatusInfo.Http"},
    {"name":"tcp","number":4,"label":"optional","kind":"message","type":"mesos.v1.CheckStatusInfo.Tcp"},
  ],
  "mesos.v1.CheckStatusInfo.Command": [
    {"name":"exit_code","number":1,"label":"optional","kind":"int32"},
  ],
  "mesos.v1.CheckStatusInfo.Http": [
    {"name":"status_code","number":1,"label":"optional","kind":"uint32"},
  ],
  "mesos.v1.CheckStatusInfo.Tcp": [
    {"name":"succeeded","number":1,"label":"optional","kind":"bool"},
  ],
  "mesos.v1.CommandInfo": [
    {"name":"uris","number":1,"label":"repeated","kind":"message","type":"mesos.v1.CommandInfo.URI"},
    {"name":"environment","number":2,"label":"optional","kind":"message","type":"mesos.v1.Environment"},
    {"name":"shell","number":6,"label":"optional","kind":"bool","default":true},
    {"name":"value","number":3,"label":"optional","kind":"string"},
    {"name":"arguments","number":7,"label":"repeated","kind":"string"},
    {"name":"user","number":5,"label":"optional","kind":"string"},
  ],
  "mesos.v1.CommandInfo.URI": [
    {"name":"value","number":1,"label":"required","kind":"string"},
    {"name":"executable","number":2,"label":"optional","kind":"bool"},
    {"name":"extract","number":3,"label":"optional","kind":"bool","default":true},
    {"name":"cache","number":4,"label":"optional","kind":"bool"},
    {"name":"output_file","number":5,"label":"optional","kind":"string"},
  ],
  "mesos.v1.ContainerID": [
    {"name":"value","number":1,"label":"required","kind":"string"},
    {"name":"parent","number":2,"label":"optional","kind":"message","type":"mesos.v1.ContainerID"},
  ],
  "mesos.v1.ContainerInfo": [
    {"name":"type","number":1,"label":"required","kind":"enum","type":"mesos.v1.ContainerInfo.Type"},
    {"name":"volumes","number":2,"label":"repeated","kind":"message","type":"mesos.v1.Volume"},
    {"name":"hostname","number":4,"label":"optional","kind":"string"},
    {"name":"docker","number":3,"label":"optional","kind":"message","type":"mesos.v1.ContainerInfo.DockerInfo"},
    {"name":"mesos","number":5,"label":"optional","kind":"message","type":"mesos.v1.ContainerInfo.MesosInfo"},
    {"name":"network_infos","number":7,"label":"repeated","kind":"message","type":"mesos.v1.NetworkInfo"},
    {"name":"linux_info","number":8,"label":"optional","kind":"message","type":"mesos.v1.LinuxInfo"},
    {"name":"rlimit_info","number":9,"label":"optional","kind":"message","type":"mesos.v1.RLimitInfo"},
    {"name":"tty_info","number":10,"label":"optional","kind":"message","type":"mesos.v1.TTYInfo"},
  ],
  "mesos.v1.ContainerInfo.DockerInfo": [
    {"name":"image","number":1,"label":"required","kind":"string"},
    {"name":"network","number":2,"label":"optional","kind":"enum","type":"mesos.v1.ContainerInfo.DockerInfo.Network","default":"HOST"},
    {"name":"port_mappings","number":3,"label":"repeated","kind":"message","type":"mesos.v1.ContainerInfo.DockerInfo.PortMapping"},
    {"name":"privileged","number":4,"label":"optional","kind":"bool","default":false},
    {"name":"parameters","number":5,"label":"repeated","kind":"message","type":"mesos.v1.Parameter"},
    {"name":"force_pull_image","number":6,"label":"optional","kind":"bool"},
    {"name":"volume_driver","number":7,"label":"optional","kind":"string","deprecated":true},
  ],
  "mesos.v1.ContainerInfo.DockerInfo.PortMapping": [
    {"name":"host_port","number":1,"label":"required","kind":"uint32"},
    {"name":"container_port","number":2,"label":"required","kind":"uint32"},
    {"name":"protocol","number":3,"label":"optional","kind":"string"},
  ],
  "mesos.v1.ContainerInfo.MesosInfo": [
    {"name":"image","number":1,"label":"optional","kind":"message","type":"mesos.v1.Image"},
  ],
  "mesos.v1.ContainerStatus": [
    {"name":"container_id","number":4,"label":"optional","kind":"message","type":"mesos.v1.ContainerID"},
    {"name":"network_infos","number":1,"label":"repeated","kind":"message","type":"mesos.v1.NetworkInfo"},
    {"name":"cgroup_info","number":2,"label":"optional","kind":"message","type":"mesos.v1.CgroupInfo"},
    {"name":"executor_pid","number":3,"label":"optional","kind":"uint32"},
  ],
  "mesos.v1.Credential": [
    {"name":"principal","number":1,"label":"required","kind":"string"},
    {"name":"secret","number":2,"label":"optional","kind":"string"},
  ],
  "mesos.v1.Credentials": [
    {"name":"credentials","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Credential"},
  ],
  "mesos.v1.DiscoveryInfo": [
    {"name":"visibility","number":1,"label":"required","kind":"enum","type":"mesos.v1.DiscoveryInfo.Visibility"},
    {"name":"name","number":2,"label":"optional","kind":"string"},
    {"name":"environment","number":3,"label":"optional","kind":"string"},
    {"name":"location","number":4,"label":"optional","kind":"string"},
    {"name":"version","number":5,"label":"optional","kind":"string"},
    {"name":"ports","number":6,"label":"optional","kind":"message","type":"mesos.v1.Ports"},
    {"name":"labels","number":7,"label":"optional","kind":"message","type":"mesos.v1.Labels"},
  ],
  "mesos.v1.DomainInfo": [
    {"name":"fault_domain","number":1,"label":"optional","kind":"message","type":"mesos.v1.DomainInfo.FaultDomain"},
  ],
  "mesos.v1.DomainInfo.FaultDomain": [
    {"name":"region","number":1,"label":"required","kind":"message","type":"mesos.v1.DomainInfo.FaultDomain.RegionInfo"},
    {"name":"zone","number":2,"label":"required","kind":"message","type":"mesos.v1.DomainInfo.FaultDomain.ZoneInfo"},
  ],
  "mesos.v1.DomainInfo.FaultDomain.RegionInfo": [
    {"name":"name","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.DomainInfo.FaultDomain.ZoneInfo": [
    {"name":"name","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.DrainConfig": [
    {"name":"max_grace_period","number":1,"label":"optional","kind":"message","type":"mesos.v1.DurationInfo"},
    {"name":"mark_gone","number":2,"label":"optional","kind":"bool","default":false},
  ],
  "mesos.v1.DrainInfo": [
    {"name":"state","number":1,"label":"required","kind":"enum","type":"mesos.v1.DrainState"},
    {"name":"config","number":2,"label":"required","kind":"message","type":"mesos.v1.DrainConfig"},
  ],
  "mesos.v1.DurationInfo": [
    {"name":"nanoseconds","number":1,"label":"required","kind":"int64"},
  ],
  "mesos.v1.Environment": [
    {"name":"variables","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Environment.Variable"},
  ],
  "mesos.v1.Environment.Variable": [
    {"name":"name","number":1,"label":"required","kind":"string"},
    {"name":"type","number":3,"label":"optional","kind":"enum","type":"mesos.v1.Environment.Variable.Type","default":"VALUE"},
    {"name":"value","number":2,"label":"optional","kind":"string"},
    {"name":"secret","number":4,"label":"optional","kind":"message","type":"mesos.v1.Secret"},
  ],
  "mesos.v1.ExecutorID": [
    {"name":"value","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.ExecutorInfo": [
    {"name":"type","number":15,"label":"optional","kind":"enum","type":"mesos.v1.ExecutorInfo.Type"},
    {"name":"executor_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ExecutorID"},
    {"name":"framework_id","number":8,"label":"optional","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"command","number":7,"label":"optional","kind":"message","type":"mesos.v1.CommandInfo"},
    {"name":"container","number":11,"label":"optional","kind":"message","type":"mesos.v1.ContainerInfo"},
    {"name":"resources","number":5,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"name","number":9,"label":"optional","kind":"string"},
    {"name":"source","number":10,"label":"optional","kind":"string","deprecated":true},
    {"name":"data","number":4,"label":"optional","kind":"bytes"},
    {"name":"discovery","number":12,"label":"optional","kind":"message","type":"mesos.v1.DiscoveryInfo"},
    {"name":"shutdown_grace_period","number":13,"label":"optional","kind":"message","type":"mesos.v1.DurationInfo"},
    {"name":"labels","number":14,"label":"optional","kind":"message","type":"mesos.v1.Labels"},
  ],
  "mesos.v1.FileInfo": [
    {"name":"path","number":1,"label":"required","kind":"string"},
    {"name":"nlink","number":2,"label":"optional","kind":"int32"},
    {"name":"size","number":3,"label":"optional","kind":"uint64"},
    {"name":"mtime","number":4,"label":"optional","kind":"message","type":"mesos.v1.TimeInfo"},
    {"name":"mode","number":5,"label":"optional","kind":"uint32"},
    {"name":"uid","number":6,"label":"optional","kind":"string"},
    {"name":"gid","number":7,"label":"optional","kind":"string"},
  ],
  "mesos.v1.Filters": [
    {"name":"refuse_seconds","number":1,"label":"optional","kind":"double","default":5},
  ],
  "mesos.v1.Flag": [
    {"name":"name","number":1,"label":"required","kind":"string"},
    {"name":"value","number":2,"label":"optional","kind":"string"},
  ],
  "mesos.v1.FrameworkID": [
    {"name":"value","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.FrameworkInfo": [
    {"name":"user","number":1,"label":"required","kind":"string"},
    {"name":"name","number":2,"label":"required","kind":"string"},
    {"name":"id","number":3,"label":"optional","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"failover_timeout","number":4,"label":"optional","kind":"double","default":0},
    {"name":"checkpoint","number":5,"label":"optional","kind":"bool","default":false},
    {"name":"role","number":6,"label":"optional","kind":"string","default":"*","deprecated":true},
    {"name":"roles","number":12,"label":"repeated","kind":"string"},
    {"name":"hostname","number":7,"label":"optional","kind":"string"},
    {"name":"principal","number":8,"label":"optional","kind":"string"},
    {"name":"webui_url","number":9,"label":"optional","kind":"string"},
    {"name":"capabilities","number":10,"label":"repeated","kind":"message","type":"mesos.v1.FrameworkInfo.Capability"},
    {"name":"labels","number":11,"label":"optional","kind":"message","type":"mesos.v1.Labels"},
    {"name":"offer_filters","number":13,"label":"map","kind":"message","type":"mesos.v1.OfferFilters"},
  ],
  "mesos.v1.FrameworkInfo.Capability": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.FrameworkInfo.Capability.Type"},
  ],
  "mesos.v1.HealthCheck": [
    {"name":"delay_seconds","number":2,"label":"optional","kind":"double","default":15},
    {"name":"interval_seconds","number":3,"label":"optional","kind":"double","default":10},
    {"name":"timeout_seconds","number":4,"label":"optional","kind":"double","default":20},
    {"name":"consecutive_failures","number":5,"label":"optional","kind":"uint32","default":3},
    {"name":"grace_period_seconds","number":6,"label":"optional","kind":"double","default":10},
    {"name":"type","number":8,"label":"optional","kind":"enum","type":"mesos.v1.HealthCheck.Type"},
    {"name":"command","number":7,"label":"optional","kind":"message","type":"mesos.v1.CommandInfo"},
    {"name":"http","number":1,"label":"optional","kind":"message","type":"mesos.v1.HealthCheck.HTTPCheckInfo"},
    {"name":"tcp","number":9,"label":"optional","kind":"message","type":"mesos.v1.HealthCheck.TCPCheckInfo"},
  ],
  "mesos.v1.HealthCheck.HTTPCheckInfo": [
    {"name":"protocol","number":5,"label":"optional","kind":"enum","type":"mesos.v1.NetworkInfo.Protocol","default":"IPv4"},
    {"name":"scheme","number":3,"label":"optional","kind":"string"},
    {"name":"port","number":1,"label":"required","kind":"uint32"},
    {"name":"path","number":2,"label":"optional","kind":"string"},
    {"name":"statuses","number":4,"label":"repeated","kind":"uint32"},
  ],
  "mesos.v1.HealthCheck.TCPCheckInfo": [
    {"name":"protocol","number":2,"label":"optional","kind":"enum","type":"mesos.v1.NetworkInfo.Protocol","default":"IPv4"},
    {"name":"port","number":1,"label":"required","kind":"uint32"},
  ],
  "mesos.v1.Image": [
    {"name":"type","number":1,"label":"required","kind":"enum","type":"mesos.v1.Image.Type"},
    {"name":"appc","number":2,"label":"optional","kind":"message","type":"mesos.v1.Image.Appc"},
    {"name":"docker","number":3,"label":"optional","kind":"message","type":"mesos.v1.Image.Docker"},
    {"name":"cached","number":4,"label":"optional","kind":"bool","default":true},
  ],
  "mesos.v1.Image.Appc": [
    {"name":"name","number":1,"label":"required","kind":"string"},
    {"name":"id","number":2,"label":"optional","kind":"string"},
    {"name":"labels","number":3,"label":"optional","kind":"message","type":"mesos.v1.Labels"},
  ],
  "mesos.v1.Image.Docker": [
    {"name":"name","number":1,"label":"required","kind":"string"},
    {"name":"credential","number":2,"label":"optional","kind":"message","type":"mesos.v1.Credential","deprecated":true},
    {"name":"config","number":3,"label":"optional","kind":"message","type":"mesos.v1.Secret"},
  ],
  "mesos.v1.InverseOffer": [
    {"name":"id","number":1,"label":"required","kind":"message","type":"mesos.v1.OfferID"},
    {"name":"url","number":2,"label":"optional","kind":"message","type":"mesos.v1.URL"},
    {"name":"framework_id","number":3,"label":"required","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"agent_id","number":4,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"unavailability","number":5,"label":"required","kind":"message","type":"mesos.v1.Unavailability"},
    {"name":"resources","number":6,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.KillPolicy": [
    {"name":"grace_period","number":1,"label":"optional","kind":"message","type":"mesos.v1.DurationInfo"},
  ],
  "mesos.v1.Label": [
    {"name":"key","number":1,"label":"required","kind":"string"},
    {"name":"value","number":2,"label":"optional","kind":"string"},
  ],
  "mesos.v1.Labels": [
    {"name":"labels","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Label"},
  ],
  "mesos.v1.LinuxInfo": [
    {"name":"capability_info","number":1,"label":"optional","kind":"message","type":"mesos.v1.CapabilityInfo","deprecated":true},
    {"name":"bounding_capabilities","number":2,"label":"optional","kind":"message","type":"mesos.v1.CapabilityInfo"},
    {"name":"effective_capabilities","number":3,"label":"optional","kind":"message","type":"mesos.v1.CapabilityInfo"},
    {"name":"share_pid_namespace","number":4,"label":"optional","kind":"bool"},
    {"name":"seccomp","number":5,"label":"optional","kind":"message","type":"mesos.v1.SeccompInfo"},
    {"name":"ipc_mode","number":6,"label":"optional","kind":"enum","type":"mesos.v1.LinuxInfo.IpcMode"},
    {"name":"shm_size","number":7,"label":"optional","kind":"uint32"},
    {"name":"share_cgroups","number":8,"label":"optional","kind":"bool","default":true},
  ],
  "mesos.v1.MachineID": [
    {"name":"hostname","number":1,"label":"optional","kind":"string"},
    {"name":"ip","number":2,"label":"optional","kind":"string"},
  ],
  "mesos.v1.MachineInfo": [
    {"name":"id","number":1,"label":"required","kind":"message","type":"mesos.v1.MachineID"},
    {"name":"mode","number":2,"label":"optional","kind":"enum","type":"mesos.v1.MachineInfo.Mode"},
    {"name":"unavailability","number":3,"label":"optional","kind":"message","type":"mesos.v1.Unavailability"},
  ],
  "mesos.v1.MasterInfo": [
    {"name":"id","number":1,"label":"required","kind":"string"},
    {"name":"ip","number":2,"label":"required","kind":"uint32"},
    {"name":"port","number":3,"label":"required","kind":"uint32","default":5050},
    {"name":"pid","number":4,"label":"optional","kind":"string"},
    {"name":"hostname","number":5,"label":"optional","kind":"string"},
    {"name":"version","number":6,"label":"optional","kind":"string"},
    {"name":"address","number":7,"label":"optional","kind":"message","type":"mesos.v1.Address"},
    {"name":"domain","number":8,"label":"optional","kind":"message","type":"mesos.v1.DomainInfo"},
    {"name":"capabilities","number":9,"label":"repeated","kind":"message","type":"mesos.v1.MasterInfo.Capability"},
  ],
  "mesos.v1.MasterInfo.Capability": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.MasterInfo.Capability.Type"},
  ],
  "mesos.v1.Metric": [
    {"name":"name","number":1,"label":"required","kind":"string"},
    {"name":"value","number":2,"label":"optional","kind":"double"},
  ],
  "mesos.v1.MountPropagation": [
    {"name":"mode","number":1,"label":"optional","kind":"enum","type":"mesos.v1.MountPropagation.Mode"},
  ],
  "mesos.v1.NetworkInfo": [
    {"name":"ip_addresses","number":5,"label":"repeated","kind":"message","type":"mesos.v1.NetworkInfo.IPAddress"},
    {"name":"name","number":6,"label":"optional","kind":"string"},
    {"name":"groups","number":3,"label":"repeated","kind":"string"},
    {"name":"labels","number":4,"label":"optional","kind":"message","type":"mesos.v1.Labels"},
    {"name":"port_mappings","number":7,"label":"repeated","kind":"message","type":"mesos.v1.NetworkInfo.PortMapping"},
  ],
  "mesos.v1.NetworkInfo.IPAddress": [
    {"name":"protocol","number":1,"label":"optional","kind":"enum","type":"mesos.v1.NetworkInfo.Protocol","default":"IPv4"},
    {"name":"ip_address","number":2,"label":"optional","kind":"string"},
  ],
  "mesos.v1.NetworkInfo.PortMapping": [
    {"name":"host_port","number":1,"label":"required","kind":"uint32"},
    {"name":"container_port","number":2,"label":"required","kind":"uint32"},
    {"name":"protocol","number":3,"label":"optional","kind":"string"},
  ],
  "mesos.v1.Offer": [
    {"name":"id","number":1,"label":"required","kind":"message","type":"mesos.v1.OfferID"},
    {"name":"framework_id","number":2,"label":"required","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"agent_id","number":3,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"hostname","number":4,"label":"required","kind":"string"},
    {"name":"url","number":8,"label":"optional","kind":"message","type":"mesos.v1.URL"},
    {"name":"domain","number":11,"label":"optional","kind":"message","type":"mesos.v1.DomainInfo"},
    {"name":"resources","number":5,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"attributes","number":7,"label":"repeated","kind":"message","type":"mesos.v1.Attribute"},
    {"name":"executor_ids","number":6,"label":"repeated","kind":"message","type":"mesos.v1.ExecutorID"},
    {"name":"unavailability","number":9,"label":"optional","kind":"message","type":"mesos.v1.Unavailability"},
    {"name":"allocation_info","number":10,"label":"optional","kind":"message","type":"mesos.v1.Resource.AllocationInfo"},
  ],
  "mesos.v1.Offer.Operation": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.Offer.Operation.Type"},
    {"name":"id","number":12,"label":"optional","kind":"message","type":"mesos.v1.OperationID"},
    {"name":"launch","number":2,"label":"optional","kind":"message","type":"mesos.v1.Offer.Operation.Launch"},
    {"name":"launch_group","number":7,"label":"optional","kind":"message","type":"mesos.v1.Offer.Operation.LaunchGroup"},
    {"name":"reserve","number":3,"label":"optional","kind":"message","type":"mesos.v1.Offer.Operation.Reserve"},
    {"name":"unreserve","number":4,"label":"optional","kind":"message","type":"mesos.v1.Offer.Operation.Unreserve"},
    {"name":"create","number":5,"label":"optional","kind":"message","type":"mesos.v1.Offer.Operation.Create"},
    {"name":"destroy","number":6,"label":"optional","kind":"message","type":"mesos.v1.Offer.Operation.Destroy"},
    {"name":"grow_volume","number":13,"label":"optional","kind":"message","type":"mesos.v1.Offer.Operation.GrowVolume"},
    {"name":"shrink_volume","number":14,"label":"optional","kind":"message","type":"mesos.v1.Offer.Operation.ShrinkVolume"},
    {"name":"create_disk","number":15,"label":"optional","kind":"message","type":"mesos.v1.Offer.Operation.CreateDisk"},
    {"name":"destroy_disk","number":16,"label":"optional","kind":"message","type":"mesos.v1.Offer.Operation.DestroyDisk"},
  ],
  "mesos.v1.Offer.Operation.Create": [
    {"name":"volumes","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.Offer.Operation.CreateDisk": [
    {"name":"source","number":1,"label":"required","kind":"message","type":"mesos.v1.Resource"},
    {"name":"target_type","number":2,"label":"required","kind":"enum","type":"mesos.v1.Resource.DiskInfo.Source.Type"},
    {"name":"target_profile","number":3,"label":"optional","kind":"string"},
  ],
  "mesos.v1.Offer.Operation.Destroy": [
    {"name":"volumes","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.Offer.Operation.DestroyDisk": [
    {"name":"source","number":1,"label":"required","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.Offer.Operation.GrowVolume": [
    {"name":"volume","number":1,"label":"required","kind":"message","type":"mesos.v1.Resource"},
    {"name":"addition","number":2,"label":"required","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.Offer.Operation.Launch": [
    {"name":"task_infos","number":1,"label":"repeated","kind":"message","type":"mesos.v1.TaskInfo"},
  ],
  "mesos.v1.Offer.Operation.LaunchGroup": [
    {"name":"executor","number":1,"label":"required","kind":"message","type":"mesos.v1.ExecutorInfo"},
    {"name":"task_group","number":2,"label":"required","kind":"message","type":"mesos.v1.TaskGroupInfo"},
  ],
  "mesos.v1.Offer.Operation.Reserve": [
    {"name":"source","number":2,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"resources","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.Offer.Operation.ShrinkVolume": [
    {"name":"volume","number":1,"label":"required","kind":"message","type":"mesos.v1.Resource"},
    {"name":"subtract","number":2,"label":"required","kind":"message","type":"mesos.v1.Value.Scalar"},
  ],
  "mesos.v1.Offer.Operation.Unreserve": [
    {"name":"resources","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.OfferFilters": [
    {"name":"min_allocatable_resources","number":1,"label":"optional","kind":"message","type":"mesos.v1.OfferFilters.MinAllocatableResources"},
  ],
  "mesos.v1.OfferFilters.MinAllocatableResources": [
    {"name":"quantities","number":1,"label":"repeated","kind":"message","type":"mesos.v1.OfferFilters.ResourceQuantities"},
  ],
  "mesos.v1.OfferFilters.ResourceQuantities": [
    {"name":"quantities","number":1,"label":"map","kind":"message","type":"mesos.v1.Value.Scalar"},
  ],
  "mesos.v1.OfferID": [
    {"name":"value","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.Operation": [
    {"name":"framework_id","number":1,"label":"optional","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"agent_id","number":2,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"info","number":3,"label":"required","kind":"message","type":"mesos.v1.Offer.Operation"},
    {"name":"latest_status","number":4,"label":"required","kind":"message","type":"mesos.v1.OperationStatus"},
    {"name":"statuses","number":5,"label":"repeated","kind":"message","type":"mesos.v1.OperationStatus"},
    {"name":"uuid","number":6,"label":"required","kind":"message","type":"mesos.v1.UUID"},
  ],
  "mesos.v1.OperationID": [
    {"name":"value","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.OperationStatus": [
    {"name":"operation_id","number":1,"label":"optional","kind":"message","type":"mesos.v1.OperationID"},
    {"name":"state","number":2,"label":"required","kind":"enum","type":"mesos.v1.OperationState"},
    {"name":"message","number":3,"label":"optional","kind":"string"},
    {"name":"converted_resources","number":4,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"uuid","number":5,"label":"optional","kind":"message","type":"mesos.v1.UUID"},
    {"name":"agent_id","number":6,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"resource_provider_id","number":7,"label":"optional","kind":"message","type":"mesos.v1.ResourceProviderID"},
  ],
  "mesos.v1.Parameter": [
    {"name":"key","number":1,"label":"required","kind":"string"},
    {"name":"value","number":2,"label":"required","kind":"string"},
  ],
  "mesos.v1.Parameters": [
    {"name":"parameter","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Parameter"},
  ],
  "mesos.v1.Port": [
    {"name":"number","number":1,"label":"required","kind":"uint32"},
    {"name":"name","number":2,"label":"optional","kind":"string"},
    {"name":"protocol","number":3,"label":"optional","kind":"string"},
    {"name":"visibility","number":4,"label":"optional","kind":"enum","type":"mesos.v1.DiscoveryInfo.Visibility"},
    {"name":"labels","number":5,"label":"optional","kind":"message","type":"mesos.v1.Labels"},
  ],
  "mesos.v1.Ports": [
    {"name":"ports","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Port"},
  ],
  "mesos.v1.RLimitInfo": [
    {"name":"rlimits","number":1,"label":"repeated","kind":"message","type":"mesos.v1.RLimitInfo.RLimit"},
  ],
  "mesos.v1.RLimitInfo.RLimit": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.RLimitInfo.RLimit.Type"},
    {"name":"hard","number":2,"label":"optional","kind":"uint64"},
    {"name":"soft","number":3,"label":"optional","kind":"uint64"},
  ],
  "mesos.v1.RateLimit": [
    {"name":"qps","number":1,"label":"optional","kind":"double"},
    {"name":"principal","number":2,"label":"required","kind":"string"},
    {"name":"capacity","number":3,"label":"optional","kind":"uint64"},
  ],
  "mesos.v1.RateLimits": [
    {"name":"limits","number":1,"label":"repeated","kind":"message","type":"mesos.v1.RateLimit"},
    {"name":"aggregate_default_qps","number":2,"label":"optional","kind":"double"},
    {"name":"aggregate_default_capacity","number":3,"label":"optional","kind":"uint64"},
  ],
  "mesos.v1.Request": [
    {"name":"agent_id","number":1,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"resources","number":2,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.Resource": [
    {"name":"provider_id","number":12,"label":"optional","kind":"message","type":"mesos.v1.ResourceProviderID"},
    {"name":"name","number":1,"label":"required","kind":"string"},
    {"name":"type","number":2,"label":"required","kind":"enum","type":"mesos.v1.Value.Type"},
    {"name":"scalar","number":3,"label":"optional","kind":"message","type":"mesos.v1.Value.Scalar"},
    {"name":"ranges","number":4,"label":"optional","kind":"message","type":"mesos.v1.Value.Ranges"},
    {"name":"set","number":5,"label":"optional","kind":"message","type":"mesos.v1.Value.Set"},
    {"name":"role","number":6,"label":"optional","kind":"string","default":"*","deprecated":true},
    {"name":"allocation_info","number":11,"label":"optional","kind":"message","type":"mesos.v1.Resource.AllocationInfo"},
    {"name":"reservation","number":8,"label":"optional","kind":"message","type":"mesos.v1.Resource.ReservationInfo"},
    {"name":"reservations","number":13,"label":"repeated","kind":"message","type":"mesos.v1.Resource.ReservationInfo"},
    {"name":"disk","number":7,"label":"optional","kind":"message","type":"mesos.v1.Resource.DiskInfo"},
    {"name":"revocable","number":9,"label":"optional","kind":"message","type":"mesos.v1.Resource.RevocableInfo"},
    {"name":"shared","number":10,"label":"optional","kind":"message","type":"mesos.v1.Resource.SharedInfo"},
  ],
  "mesos.v1.Resource.AllocationInfo": [
    {"name":"role","number":1,"label":"optional","kind":"string"},
  ],
  "mesos.v1.Resource.DiskInfo": [
    {"name":"persistence","number":1,"label":"optional","kind":"message","type":"mesos.v1.Resource.DiskInfo.Persistence"},
    {"name":"volume","number":2,"label":"optional","kind":"message","type":"mesos.v1.Volume"},
    {"name":"source","number":3,"label":"optional","kind":"message","type":"mesos.v1.Resource.DiskInfo.Source"},
  ],
  "mesos.v1.Resource.DiskInfo.Persistence": [
    {"name":"id","number":1,"label":"required","kind":"string"},
    {"name":"principal","number":2,"label":"optional","kind":"string"},
  ],
  "mesos.v1.Resource.DiskInfo.Source": [
    {"name":"type","number":1,"label":"required","kind":"enum","type":"mesos.v1.Resource.DiskInfo.Source.Type"},
    {"name":"path","number":2,"label":"optional","kind":"message","type":"mesos.v1.Resource.DiskInfo.Source.Path"},
    {"name":"mount","number":3,"label":"optional","kind":"message","type":"mesos.v1.Resource.DiskInfo.Source.Mount"},
    {"name":"vendor","number":7,"label":"optional","kind":"string"},
    {"name":"id","number":4,"label":"optional","kind":"string"},
    {"name":"metadata","number":5,"label":"optional","kind":"message","type":"mesos.v1.Labels"},
    {"name":"profile","number":6,"label":"optional","kind":"string"},
  ],
  "mesos.v1.Resource.DiskInfo.Source.Mount": [
    {"name":"root","number":1,"label":"optional","kind":"string"},
  ],
  "mesos.v1.Resource.DiskInfo.Source.Path": [
    {"name":"root","number":1,"label":"optional","kind":"string"},
  ],
  "mesos.v1.Resource.ReservationInfo": [
    {"name":"type","number":4,"label":"optional","kind":"enum","type":"mesos.v1.Resource.ReservationInfo.Type"},
    {"name":"role","number":3,"label":"optional","kind":"string"},
    {"name":"principal","number":1,"label":"optional","kind":"string"},
    {"name":"labels","number":2,"label":"optional","kind":"message","type":"mesos.v1.Labels"},
  ],
  "mesos.v1.Resource.RevocableInfo": [
  ],
  "mesos.v1.Resource.SharedInfo": [
  ],
  "mesos.v1.ResourceProviderID": [
    {"name":"value","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.ResourceStatistics": [
    {"name":"timestamp","number":1,"label":"required","kind":"double"},
    {"name":"cpus_user_time_secs","number":2,"label":"optional","kind":"double"},
    {"name":"cpus_system_time_secs","number":3,"label":"optional","kind":"double"},
    {"name":"cpus_limit","number":4,"label":"optional","kind":"double"},
    {"name":"mem_rss_bytes","number":5,"label":"optional","kind":"uint64"},
    {"name":"mem_limit_bytes","number":6,"label":"optional","kind":"uint64"},
    {"name":"cpus_nr_periods","number":7,"label":"optional","kind":"uint32"},
    {"name":"cpus_nr_throttled","number":8,"label":"optional","kind":"uint32"},
    {"name":"cpus_throttled_time_secs","number":9,"label":"optional","kind":"double"},
    {"name":"mem_file_bytes","number":10,"label":"optional","kind":"uint64"},
    {"name":"mem_anon_bytes","number":11,"label":"optional","kind":"uint64"},
    {"name":"net_rx_bytes","number":15,"label":"optional","kind":"uint64"},
    {"name":"net_tx_bytes","number":19,"label":"optional","kind":"uint64"},
    {"name":"disk_limit_bytes","number":26,"label":"optional","kind":"uint64"},
    {"name":"disk_used_bytes","number":27,"label":"optional","kind":"uint64"},
    {"name":"processes","number":30,"label":"optional","kind":"uint32"},
    {"name":"threads","number":31,"label":"optional","kind":"uint32"},
    {"name":"mem_total_bytes","number":36,"label":"optional","kind":"uint64"},
    {"name":"mem_soft_limit_bytes","number":38,"label":"optional","kind":"uint64"},
    {"name":"mem_cache_bytes","number":39,"label":"optional","kind":"uint64"},
    {"name":"mem_swap_bytes","number":40,"label":"optional","kind":"uint64"},
    {"name":"cpus_soft_limit","number":45,"label":"optional","kind":"double"},
  ],
  "mesos.v1.Role": [
    {"name":"name","number":1,"label":"required","kind":"string"},
    {"name":"weight","number":2,"label":"required","kind":"double"},
    {"name":"frameworks","number":3,"label":"repeated","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"resources","number":4,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.SeccompInfo": [
    {"name":"profile_name","number":1,"label":"optional","kind":"string"},
    {"name":"unconfined","number":2,"label":"optional","kind":"bool"},
  ],
  "mesos.v1.Secret": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.Secret.Type"},
    {"name":"reference","number":2,"label":"optional","kind":"message","type":"mesos.v1.Secret.Reference"},
    {"name":"value","number":3,"label":"optional","kind":"message","type":"mesos.v1.Secret.Value"},
  ],
  "mesos.v1.Secret.Reference": [
    {"name":"name","number":1,"label":"required","kind":"string"},
    {"name":"key","number":2,"label":"optional","kind":"string"},
  ],
  "mesos.v1.Secret.Value": [
    {"name":"data","number":1,"label":"required","kind":"bytes"},
  ],
  "mesos.v1.TTYInfo": [
    {"name":"window_size","number":1,"label":"optional","kind":"message","type":"mesos.v1.TTYInfo.WindowSize"},
  ],
  "mesos.v1.TTYInfo.WindowSize": [
    {"name":"rows","number":1,"label":"required","kind":"uint32"},
    {"name":"columns","number":2,"label":"required","kind":"uint32"},
  ],
  "mesos.v1.Task": [
    {"name":"name","number":1,"label":"required","kind":"string"},
    {"name":"task_id","number":2,"label":"required","kind":"message","type":"mesos.v1.TaskID"},
    {"name":"framework_id","number":3,"label":"required","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"executor_id","number":4,"label":"optional","kind":"message","type":"mesos.v1.ExecutorID"},
    {"name":"agent_id","number":5,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"state","number":6,"label":"required","kind":"enum","type":"mesos.v1.TaskState"},
    {"name":"resources","number":7,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"statuses","number":8,"label":"repeated","kind":"message","type":"mesos.v1.TaskStatus"},
    {"name":"status_update_state","number":9,"label":"optional","kind":"enum","type":"mesos.v1.TaskState"},
    {"name":"status_update_uuid","number":10,"label":"optional","kind":"bytes"},
    {"name":"labels","number":11,"label":"optional","kind":"message","type":"mesos.v1.Labels"},
    {"name":"discovery","number":12,"label":"optional","kind":"message","type":"mesos.v1.DiscoveryInfo"},
    {"name":"container","number":13,"label":"optional","kind":"message","type":"mesos.v1.ContainerInfo"},
    {"name":"user","number":14,"label":"optional","kind":"string"},
    {"name":"health_check","number":15,"label":"optional","kind":"message","type":"mesos.v1.HealthCheck"},
    {"name":"kill_policy","number":16,"label":"optional","kind":"message","type":"mesos.v1.KillPolicy"},
    {"name":"limits","number":17,"label":"map","kind":"message","type":"mesos.v1.Value.Scalar"},
  ],
  "mesos.v1.TaskGroupInfo": [
    {"name":"tasks","number":1,"label":"repeated","kind":"message","type":"mesos.v1.TaskInfo"},
  ],
  "mesos.v1.TaskID": [
    {"name":"value","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.TaskInfo": [
    {"name":"name","number":1,"label":"required","kind":"string"},
    {"name":"task_id","number":2,"label":"required","kind":"message","type":"mesos.v1.TaskID"},
    {"name":"agent_id","number":3,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"resources","number":4,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"executor","number":5,"label":"optional","kind":"message","type":"mesos.v1.ExecutorInfo"},
    {"name":"command","number":7,"label":"optional","kind":"message","type":"mesos.v1.CommandInfo"},
    {"name":"container","number":9,"label":"optional","kind":"message","type":"mesos.v1.ContainerInfo"},
    {"name":"health_check","number":8,"label":"optional","kind":"message","type":"mesos.v1.HealthCheck"},
    {"name":"check","number":13,"label":"optional","kind":"message","type":"mesos.v1.CheckInfo"},
    {"name":"kill_policy","number":12,"label":"optional","kind":"message","type":"mesos.v1.KillPolicy"},
    {"name":"data","number":6,"label":"optional","kind":"bytes"},
    {"name":"labels","number":10,"label":"optional","kind":"message","type":"mesos.v1.Labels"},
    {"name":"discovery","number":11,"label":"optional","kind":"message","type":"mesos.v1.DiscoveryInfo"},
    {"name":"max_completion_time","number":14,"label":"optional","kind":"message","type":"mesos.v1.DurationInfo"},
    {"name":"limits","number":15,"label":"map","kind":"message","type":"mesos.v1.Value.Scalar"},
  ],
  "mesos.v1.TaskResourceLimitation": [
    {"name":"resources","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.TaskStatus": [
    {"name":"task_id","number":1,"label":"required","kind":"message","type":"mesos.v1.TaskID"},
    {"name":"state","number":2,"label":"required","kind":"enum","type":"mesos.v1.TaskState"},
    {"name":"message","number":4,"label":"optional","kind":"string"},
    {"name":"source","number":9,"label":"optional","kind":"enum","type":"mesos.v1.TaskStatus.Source"},
    {"name":"reason","number":10,"label":"optional","kind":"enum","type":"mesos.v1.TaskStatus.Reason"},
    {"name":"data","number":3,"label":"optional","kind":"bytes"},
    {"name":"agent_id","number":5,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"executor_id","number":7,"label":"optional","kind":"message","type":"mesos.v1.ExecutorID"},
    {"name":"timestamp","number":6,"label":"optional","kind":"double"},
    {"name":"uuid","number":11,"label":"optional","kind":"bytes"},
    {"name":"healthy","number":8,"label":"optional","kind":"bool"},
    {"name":"check_status","number":15,"label":"optional","kind":"message","type":"mesos.v1.CheckStatusInfo"},
    {"name":"labels","number":12,"label":"optional","kind":"message","type":"mesos.v1.Labels"},
    {"name":"container_status","number":13,"label":"optional","kind":"message","type":"mesos.v1.ContainerStatus"},
    {"name":"unreachable_time","number":14,"label":"optional","kind":"message","type":"mesos.v1.TimeInfo"},
    {"name":"limitation","number":16,"label":"optional","kind":"message","type":"mesos.v1.TaskResourceLimitation"},
  ],
  "mesos.v1.TimeInfo": [
    {"name":"nanoseconds","number":1,"label":"required","kind":"int64"},
  ],
  "mesos.v1.URL": [
    {"name":"scheme","number":1,"label":"required","kind":"string"},
    {"name":"address","number":2,"label":"required","kind":"message","type":"mesos.v1.Address"},
    {"name":"path","number":3,"label":"optional","kind":"string"},
    {"name":"query","number":4,"label":"repeated","kind":"message","type":"mesos.v1.Parameter"},
    {"name":"fragment","number":5,"label":"optional","kind":"string"},
  ],
  "mesos.v1.UUID": [
    {"name":"value","number":1,"label":"required","kind":"bytes"},
  ],
  "mesos.v1.Unavailability": [
    {"name":"start","number":1,"label":"required","kind":"message","type":"mesos.v1.TimeInfo"},
    {"name":"duration","number":2,"label":"optional","kind":"message","type":"mesos.v1.DurationInfo"},
  ],
  "mesos.v1.Value": [
    {"name":"type","number":1,"label":"required","kind":"enum","type":"mesos.v1.Value.Type"},
    {"name":"scalar","number":2,"label":"optional","kind":"message","type":"mesos.v1.Value.Scalar"},
    {"name":"ranges","number":3,"label":"optional","kind":"message","type":"mesos.v1.Value.Ranges"},
    {"name":"set","number":4,"label":"optional","kind":"message","type":"mesos.v1.Value.Set"},
    {"name":"text","number":5,"label":"optional","kind":"message","type":"mesos.v1.Value.Text"},
  ],
  "mesos.v1.Value.Range": [
    {"name":"begin","number":1,"label":"required","kind":"uint64"},
    {"name":"end","number":2,"label":"required","kind":"uint64"},
  ],
  "mesos.v1.Value.Ranges": [
    {"name":"range","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Value.Range"},
  ],
  "mesos.v1.Value.Scalar": [
    {"name":"value","number":1,"label":"required","kind":"double"},
  ],
  "mesos.v1.Value.Set": [
    {"name":"item","number":1,"label":"repeated","kind":"string"},
  ],
  "mesos.v1.Value.Text": [
    {"name":"value","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.VersionInfo": [
    {"name":"version","number":1,"label":"required","kind":"string"},
    {"name":"build_date","number":2,"label":"optional","kind":"string"},
    {"name":"build_time","number":3,"label":"optional","kind":"double"},
    {"name":"build_user","number":4,"label":"optional","kind":"string"},
    {"name":"git_sha","number":5,"label":"optional","kind":"string"},
    {"name":"git_branch","number":6,"label":"optional","kind":"string"},
    {"name":"git_tag","number":7,"label":"optional","kind":"string"},
  ],
  "mesos.v1.Volume": [
    {"name":"mode","number":3,"label":"required","kind":"enum","type":"mesos.v1.Volume.Mode"},
    {"name":"container_path","number":1,"label":"required","kind":"string"},
    {"name":"host_path","number":2,"label":"optional","kind":"string"},
    {"name":"image","number":4,"label":"optional","kind":"message","type":"mesos.v1.Image"},
    {"name":"source","number":5,"label":"optional","kind":"message","type":"mesos.v1.Volume.Source"},
  ],
  "mesos.v1.Volume.Source": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.Volume.Source.Type"},
    {"name":"docker_volume","number":2,"label":"optional","kind":"message","type":"mesos.v1.Volume.Source.DockerVolume"},
    {"name":"host_path","number":5,"label":"optional","kind":"message","type":"mesos.v1.Volume.Source.HostPath"},
    {"name":"sandbox_path","number":3,"label":"optional","kind":"message","type":"mesos.v1.Volume.Source.SandboxPath"},
    {"name":"secret","number":4,"label":"optional","kind":"message","type":"mesos.v1.Secret"},
    {"name":"csi_volume","number":6,"label":"optional","kind":"message","type":"mesos.v1.Volume.Source.CSIVolume"},
  ],
  "mesos.v1.Volume.Source.CSIVolume": [
    {"name":"plugin_name","number":1,"label":"required","kind":"string"},
    {"name":"static_provisioning","number":2,"label":"optional","kind":"message","type":"mesos.v1.Volume.Source.CSIVolume.StaticProvisioning"},
  ],
  "mesos.v1.Volume.Source.CSIVolume.StaticProvisioning": [
    {"name":"volume_id","number":1,"label":"required","kind":"string"},
    {"name":"volume_capability","number":2,"label":"required","kind":"message","type":"mesos.v1.Volume.Source.CSIVolume.VolumeCapability"},
    {"name":"node_stage_secrets","number":3,"label":"map","kind":"message","type":"mesos.v1.Secret"},
    {"name":"node_publish_secrets","number":4,"label":"map","kind":"message","type":"mesos.v1.Secret"},
    {"name":"volume_context","number":5,"label":"map","kind":"string"},
  ],
  "mesos.v1.Volume.Source.CSIVolume.VolumeCapability": [
    {"name":"block","number":1,"label":"optional","kind":"message","type":"mesos.v1.Volume.Source.CSIVolume.VolumeCapability.BlockVolume","oneof":"access_type"},
    {"name":"mount","number":2,"label":"optional","kind":"message","type":"mesos.v1.Volume.Source.CSIVolume.VolumeCapability.MountVolume","oneof":"access_type"},
    {"name":"access_mode","number":3,"label":"required","kind":"message","type":"mesos.v1.Volume.Source.CSIVolume.VolumeCapability.AccessMode"},
  ],
  "mesos.v1.Volume.Source.CSIVolume.VolumeCapability.AccessMode": [
    {"name":"mode","number":1,"label":"required","kind":"enum","type":"mesos.v1.Volume.Source.CSIVolume.VolumeCapability.AccessMode.Mode"},
  ],
  "mesos.v1.Volume.Source.CSIVolume.VolumeCapability.BlockVolume": [
  ],
  "mesos.v1.Volume.Source.CSIVolume.VolumeCapability.MountVolume": [
    {"name":"fs_type","number":1,"label":"optional","kind":"string"},
    {"name":"mount_flags","number":2,"label":"repeated","kind":"string"},
  ],
  "mesos.v1.Volume.Source.DockerVolume": [
    {"name":"driver","number":1,"label":"optional","kind":"string"},
    {"name":"name","number":2,"label":"required","kind":"string"},
    {"name":"driver_options","number":3,"label":"optional","kind":"message","type":"mesos.v1.Parameters"},
  ],
  "mesos.v1.Volume.Source.HostPath": [
    {"name":"path","number":1,"label":"required","kind":"string"},
    {"name":"mount_propagation","number":2,"label":"optional","kind":"message","type":"mesos.v1.MountPropagation"},
  ],
  "mesos.v1.Volume.Source.SandboxPath": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.Volume.Source.SandboxPath.Type"},
    {"name":"path","number":2,"label":"required","kind":"string"},
  ],
  "mesos.v1.WeightInfo": [
    {"name":"weight","number":1,"label":"required","kind":"double"},
    {"name":"role","number":2,"label":"optional","kind":"string"},
  ],
  "mesos.v1.agent.Call": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.agent.Call.Type"},
    {"name":"get_metrics","number":2,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.GetMetrics"},
    {"name":"set_logging_level","number":3,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.SetLoggingLevel"},
    {"name":"list_files","number":4,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.ListFiles"},
    {"name":"read_file","number":5,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.ReadFile"},
    {"name":"launch_nested_container","number":6,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.LaunchNestedContainer","deprecated":true},
    {"name":"wait_nested_container","number":7,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.WaitNestedContainer","deprecated":true},
    {"name":"kill_nested_container","number":8,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.KillNestedContainer","deprecated":true},
    {"name":"launch_nested_container_session","number":9,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.LaunchNestedContainerSession"},
    {"name":"attach_container_input","number":10,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.AttachContainerInput"},
    {"name":"attach_container_output","number":11,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.AttachContainerOutput"},
    {"name":"remove_nested_container","number":12,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.RemoveNestedContainer","deprecated":true},
    {"name":"launch_container","number":13,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.LaunchContainer"},
    {"name":"wait_container","number":14,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.WaitContainer"},
    {"name":"kill_container","number":15,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.KillContainer"},
    {"name":"remove_container","number":16,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.RemoveContainer"},
    {"name":"get_containers","number":20,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.GetContainers"},
    {"name":"prune_images","number":21,"label":"optional","kind":"message","type":"mesos.v1.agent.Call.PruneImages"},
  ],
  "mesos.v1.agent.Call.AttachContainerInput": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.agent.Call.AttachContainerInput.Type"},
    {"name":"container_id","number":2,"label":"optional","kind":"message","type":"mesos.v1.ContainerID"},
    {"name":"process_io","number":3,"label":"optional","kind":"message","type":"mesos.v1.agent.ProcessIO"},
  ],
  "mesos.v1.agent.Call.AttachContainerOutput": [
    {"name":"container_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ContainerID"},
  ],
  "mesos.v1.agent.Call.GetContainers": [
    {"name":"show_nested","number":1,"label":"optional","kind":"bool"},
    {"name":"show_standalone","number":2,"label":"optional","kind":"bool"},
  ],
  "mesos.v1.agent.Call.GetMetrics": [
    {"name":"timeout","number":1,"label":"optional","kind":"message","type":"mesos.v1.DurationInfo"},
  ],
  "mesos.v1.agent.Call.KillContainer": [
    {"name":"container_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ContainerID"},
    {"name":"signal","number":2,"label":"optional","kind":"int32"},
  ],
  "mesos.v1.agent.Call.KillNestedContainer": [
    {"name":"container_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ContainerID"},
    {"name":"signal","number":2,"label":"optional","kind":"int32"},
  ],
  "mesos.v1.agent.Call.LaunchContainer": [
    {"name":"container_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ContainerID"},
    {"name":"command","number":2,"label":"optional","kind":"message","type":"mesos.v1.CommandInfo"},
    {"name":"resources","number":3,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"container","number":4,"label":"optional","kind":"message","type":"mesos.v1.ContainerInfo"},
    {"name":"limits","number":5,"label":"map","kind":"message","type":"mesos.v1.Value.Scalar"},
  ],
  "mesos.v1.agent.Call.LaunchNestedContainer": [
    {"name":"container_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ContainerID"},
    {"name":"command","number":2,"label":"optional","kind":"message","type":"mesos.v1.CommandInfo"},
    {"name":"container","number":3,"label":"optional","kind":"message","type":"mesos.v1.ContainerInfo"},
  ],
  "mesos.v1.agent.Call.LaunchNestedContainerSession": [
    {"name":"container_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ContainerID"},
    {"name":"command","number":2,"label":"optional","kind":"message","type":"mesos.v1.CommandInfo"},
    {"name":"container","number":3,"label":"optional","kind":"message","type":"mesos.v1.ContainerInfo"},
  ],
  "mesos.v1.agent.Call.ListFiles": [
    {"name":"path","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.agent.Call.PruneImages": [
    {"name":"excluded_images","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Image"},
  ],
  "mesos.v1.agent.Call.ReadFile": [
    {"name":"path","number":1,"label":"required","kind":"string"},
    {"name":"offset","number":2,"label":"required","kind":"uint64"},
    {"name":"length","number":3,"label":"optional","kind":"uint64"},
  ],
  "mesos.v1.agent.Call.RemoveContainer": [
    {"name":"container_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ContainerID"},
  ],
  "mesos.v1.agent.Call.RemoveNestedContainer": [
    {"name":"container_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ContainerID"},
  ],
  "mesos.v1.agent.Call.SetLoggingLevel": [
    {"name":"level","number":1,"label":"required","kind":"uint32"},
    {"name":"duration","number":2,"label":"required","kind":"message","type":"mesos.v1.DurationInfo"},
  ],
  "mesos.v1.agent.Call.WaitContainer": [
    {"name":"container_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ContainerID"},
  ],
  "mesos.v1.agent.Call.WaitNestedContainer": [
    {"name":"container_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ContainerID"},
  ],
  "mesos.v1.agent.ProcessIO": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.agent.ProcessIO.Type"},
    {"name":"data","number":2,"label":"optional","kind":"message","type":"mesos.v1.agent.ProcessIO.Data"},
    {"name":"control","number":3,"label":"optional","kind":"message","type":"mesos.v1.agent.ProcessIO.Control"},
  ],
  "mesos.v1.agent.ProcessIO.Control": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.agent.ProcessIO.Control.Type"},
    {"name":"tty_info","number":2,"label":"optional","kind":"message","type":"mesos.v1.TTYInfo"},
    {"name":"heartbeat","number":3,"label":"optional","kind":"message","type":"mesos.v1.agent.ProcessIO.Control.Heartbeat"},
  ],
  "mesos.v1.agent.ProcessIO.Control.Heartbeat": [
    {"name":"interval","number":1,"label":"optional","kind":"message","type":"mesos.v1.DurationInfo"},
  ],
  "mesos.v1.agent.ProcessIO.Data": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.agent.ProcessIO.Data.Type"},
    {"name":"data","number":2,"label":"optional","kind":"bytes"},
  ],
  "mesos.v1.agent.Response": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.agent.Response.Type"},
    {"name":"get_health","number":2,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetHealth"},
    {"name":"get_flags","number":3,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetFlags"},
    {"name":"get_version","number":4,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetVersion"},
    {"name":"get_metrics","number":5,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetMetrics"},
    {"name":"get_logging_level","number":6,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetLoggingLevel"},
    {"name":"list_files","number":7,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.ListFiles"},
    {"name":"read_file","number":8,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.ReadFile"},
    {"name":"get_state","number":9,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetState"},
    {"name":"get_containers","number":10,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetContainers"},
    {"name":"get_frameworks","number":11,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetFrameworks"},
    {"name":"get_executors","number":12,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetExecutors"},
    {"name":"get_tasks","number":13,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetTasks"},
    {"name":"wait_nested_container","number":14,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.WaitNestedContainer"},
    {"name":"get_agent","number":15,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetAgent"},
    {"name":"wait_container","number":16,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.WaitContainer"},
    {"name":"get_operations","number":18,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetOperations"},
  ],
  "mesos.v1.agent.Response.GetAgent": [
    {"name":"agent_info","number":1,"label":"optional","kind":"message","type":"mesos.v1.AgentInfo"},
    {"name":"drain_config","number":2,"label":"optional","kind":"message","type":"mesos.v1.DrainConfig"},
    {"name":"estimated_drain_start_time","number":3,"label":"optional","kind":"message","type":"mesos.v1.TimeInfo"},
  ],
  "mesos.v1.agent.Response.GetContainers": [
    {"name":"containers","number":1,"label":"repeated","kind":"message","type":"mesos.v1.agent.Response.GetContainers.Container"},
  ],
  "mesos.v1.agent.Response.GetContainers.Container": [
    {"name":"framework_id","number":1,"label":"optional","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"executor_id","number":2,"label":"optional","kind":"message","type":"mesos.v1.ExecutorID"},
    {"name":"executor_name","number":3,"label":"optional","kind":"string"},
    {"name":"container_id","number":4,"label":"required","kind":"message","type":"mesos.v1.ContainerID"},
    {"name":"container_status","number":5,"label":"optional","kind":"message","type":"mesos.v1.ContainerStatus"},
    {"name":"resource_statistics","number":6,"label":"optional","kind":"message","type":"mesos.v1.ResourceStatistics"},
  ],
  "mesos.v1.agent.Response.GetExecutors": [
    {"name":"executors","number":1,"label":"repeated","kind":"message","type":"mesos.v1.agent.Response.GetExecutors.Executor"},
    {"name":"completed_executors","number":2,"label":"repeated","kind":"message","type":"mesos.v1.agent.Response.GetExecutors.Executor"},
  ],
  "mesos.v1.agent.Response.GetExecutors.Executor": [
    {"name":"executor_info","number":1,"label":"required","kind":"message","type":"mesos.v1.ExecutorInfo"},
  ],
  "mesos.v1.agent.Response.GetFlags": [
    {"name":"flags","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Flag"},
  ],
  "mesos.v1.agent.Response.GetFrameworks": [
    {"name":"frameworks","number":1,"label":"repeated","kind":"message","type":"mesos.v1.agent.Response.GetFrameworks.Framework"},
    {"name":"completed_frameworks","number":2,"label":"repeated","kind":"message","type":"mesos.v1.agent.Response.GetFrameworks.Framework"},
  ],
  "mesos.v1.agent.Response.GetFrameworks.Framework": [
    {"name":"framework_info","number":1,"label":"required","kind":"message","type":"mesos.v1.FrameworkInfo"},
  ],
  "mesos.v1.agent.Response.GetHealth": [
    {"name":"healthy","number":1,"label":"required","kind":"bool"},
  ],
  "mesos.v1.agent.Response.GetLoggingLevel": [
    {"name":"level","number":1,"label":"required","kind":"uint32"},
  ],
  "mesos.v1.agent.Response.GetMetrics": [
    {"name":"metrics","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Metric"},
  ],
  "mesos.v1.agent.Response.GetOperations": [
    {"name":"operations","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Operation"},
  ],
  "mesos.v1.agent.Response.GetState": [
    {"name":"get_tasks","number":1,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetTasks"},
    {"name":"get_executors","number":2,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetExecutors"},
    {"name":"get_frameworks","number":3,"label":"optional","kind":"message","type":"mesos.v1.agent.Response.GetFrameworks"},
  ],
  "mesos.v1.agent.Response.GetTasks": [
    {"name":"pending_tasks","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Task"},
    {"name":"queued_tasks","number":2,"label":"repeated","kind":"message","type":"mesos.v1.Task"},
    {"name":"launched_tasks","number":3,"label":"repeated","kind":"message","type":"mesos.v1.Task"},
    {"name":"terminated_tasks","number":4,"label":"repeated","kind":"message","type":"mesos.v1.Task"},
    {"name":"completed_tasks","number":5,"label":"repeated","kind":"message","type":"mesos.v1.Task"},
  ],
  "mesos.v1.agent.Response.GetVersion": [
    {"name":"version_info","number":1,"label":"required","kind":"message","type":"mesos.v1.VersionInfo"},
  ],
  "mesos.v1.agent.Response.ListFiles": [
    {"name":"file_infos","number":1,"label":"repeated","kind":"message","type":"mesos.v1.FileInfo"},
  ],
  "mesos.v1.agent.Response.ReadFile": [
    {"name":"size","number":1,"label":"required","kind":"uint64"},
    {"name":"data","number":2,"label":"required","kind":"bytes"},
  ],
  "mesos.v1.agent.Response.WaitContainer": [
    {"name":"exit_status","number":1,"label":"optional","kind":"int32"},
    {"name":"state","number":2,"label":"optional","kind":"enum","type":"mesos.v1.TaskState"},
    {"name":"reason","number":3,"label":"optional","kind":"enum","type":"mesos.v1.TaskStatus.Reason"},
    {"name":"limitation","number":4,"label":"optional","kind":"message","type":"mesos.v1.TaskResourceLimitation"},
    {"name":"message","number":5,"label":"optional","kind":"string"},
  ],
  "mesos.v1.agent.Response.WaitNestedContainer": [
    {"name":"exit_status","number":1,"label":"optional","kind":"int32"},
    {"name":"state","number":2,"label":"optional","kind":"enum","type":"mesos.v1.TaskState"},
    {"name":"reason","number":3,"label":"optional","kind":"enum","type":"mesos.v1.TaskStatus.Reason"},
    {"name":"limitation","number":4,"label":"optional","kind":"message","type":"mesos.v1.TaskResourceLimitation"},
    {"name":"message","number":5,"label":"optional","kind":"string"},
  ],
  "mesos.v1.allocator.InverseOfferStatus": [
    {"name":"status","number":1,"label":"required","kind":"enum","type":"mesos.v1.allocator.InverseOfferStatus.Status"},
    {"name":"framework_id","number":2,"label":"required","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"timestamp","number":3,"label":"required","kind":"message","type":"mesos.v1.TimeInfo"},
  ],
  "mesos.v1.executor.Call": [
    {"name":"executor_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ExecutorID"},
    {"name":"framework_id","number":2,"label":"required","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"type","number":3,"label":"optional","kind":"enum","type":"mesos.v1.executor.Call.Type"},
    {"name":"subscribe","number":4,"label":"optional","kind":"message","type":"mesos.v1.executor.Call.Subscribe"},
    {"name":"update","number":5,"label":"optional","kind":"message","type":"mesos.v1.executor.Call.Update"},
    {"name":"message","number":6,"label":"optional","kind":"message","type":"mesos.v1.executor.Call.Message"},
  ],
  "mesos.v1.executor.Call.Message": [
    {"name":"data","number":2,"label":"required","kind":"bytes"},
  ],
  "mesos.v1.executor.Call.Subscribe": [
    {"name":"unacknowledged_tasks","number":1,"label":"repeated","kind":"message","type":"mesos.v1.TaskInfo"},
    {"name":"unacknowledged_updates","number":2,"label":"repeated","kind":"message","type":"mesos.v1.executor.Call.Update"},
  ],
  "mesos.v1.executor.Call.Update": [
    {"name":"status","number":1,"label":"required","kind":"message","type":"mesos.v1.TaskStatus"},
  ],
  "mesos.v1.executor.Event": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.executor.Event.Type"},
    {"name":"subscribed","number":2,"label":"optional","kind":"message","type":"mesos.v1.executor.Event.Subscribed"},
    {"name":"acknowledged","number":3,"label":"optional","kind":"message","type":"mesos.v1.executor.Event.Acknowledged"},
    {"name":"launch","number":4,"label":"optional","kind":"message","type":"mesos.v1.executor.Event.Launch"},
    {"name":"kill","number":5,"label":"optional","kind":"message","type":"mesos.v1.executor.Event.Kill"},
    {"name":"message","number":6,"label":"optional","kind":"message","type":"mesos.v1.executor.Event.Message"},
    {"name":"error","number":7,"label":"optional","kind":"message","type":"mesos.v1.executor.Event.Error"},
    {"name":"launch_group","number":8,"label":"optional","kind":"message","type":"mesos.v1.executor.Event.LaunchGroup"},
  ],
  "mesos.v1.executor.Event.Acknowledged": [
    {"name":"task_id","number":1,"label":"required","kind":"message","type":"mesos.v1.TaskID"},
    {"name":"uuid","number":2,"label":"required","kind":"bytes"},
  ],
  "mesos.v1.executor.Event.Error": [
    {"name":"message","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.executor.Event.Kill": [
    {"name":"task_id","number":1,"label":"required","kind":"message","type":"mesos.v1.TaskID"},
    {"name":"kill_policy","number":2,"label":"optional","kind":"message","type":"mesos.v1.KillPolicy"},
  ],
  "mesos.v1.executor.Event.Launch": [
    {"name":"task","number":1,"label":"required","kind":"message","type":"mesos.v1.TaskInfo"},
  ],
  "mesos.v1.executor.Event.LaunchGroup": [
    {"name":"task_group","number":1,"label":"required","kind":"message","type":"mesos.v1.TaskGroupInfo"},
  ],
  "mesos.v1.executor.Event.Message": [
    {"name":"data","number":1,"label":"required","kind":"bytes"},
  ],
  "mesos.v1.executor.Event.Subscribed": [
    {"name":"executor_info","number":1,"label":"required","kind":"message","type":"mesos.v1.ExecutorInfo"},
    {"name":"framework_info","number":2,"label":"required","kind":"message","type":"mesos.v1.FrameworkInfo"},
    {"name":"agent_info","number":3,"label":"required","kind":"message","type":"mesos.v1.AgentInfo"},
    {"name":"container_id","number":4,"label":"optional","kind":"message","type":"mesos.v1.ContainerID"},
  ],
  "mesos.v1.maintenance.ClusterStatus": [
    {"name":"draining_machines","number":1,"label":"repeated","kind":"message","type":"mesos.v1.maintenance.ClusterStatus.DrainingMachine"},
    {"name":"down_machines","number":2,"label":"repeated","kind":"message","type":"mesos.v1.MachineID"},
  ],
  "mesos.v1.maintenance.ClusterStatus.DrainingMachine": [
    {"name":"id","number":1,"label":"required","kind":"message","type":"mesos.v1.MachineID"},
    {"name":"statuses","number":2,"label":"repeated","kind":"message","type":"mesos.v1.allocator.InverseOfferStatus"},
  ],
  "mesos.v1.maintenance.Schedule": [
    {"name":"windows","number":1,"label":"repeated","kind":"message","type":"mesos.v1.maintenance.Window"},
  ],
  "mesos.v1.maintenance.Window": [
    {"name":"machine_ids","number":1,"label":"repeated","kind":"message","type":"mesos.v1.MachineID"},
    {"name":"unavailability","number":2,"label":"required","kind":"message","type":"mesos.v1.Unavailability"},
  ],
  "mesos.v1.master.Call": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.master.Call.Type"},
    {"name":"get_metrics","number":2,"label":"optional","kind":"message","type":"mesos.v1.master.Call.GetMetrics"},
    {"name":"set_logging_level","number":3,"label":"optional","kind":"message","type":"mesos.v1.master.Call.SetLoggingLevel"},
    {"name":"list_files","number":4,"label":"optional","kind":"message","type":"mesos.v1.master.Call.ListFiles"},
    {"name":"read_file","number":5,"label":"optional","kind":"message","type":"mesos.v1.master.Call.ReadFile"},
    {"name":"update_weights","number":6,"label":"optional","kind":"message","type":"mesos.v1.master.Call.UpdateWeights"},
    {"name":"reserve_resources","number":7,"label":"optional","kind":"message","type":"mesos.v1.master.Call.ReserveResources"},
    {"name":"unreserve_resources","number":8,"label":"optional","kind":"message","type":"mesos.v1.master.Call.UnreserveResources"},
    {"name":"create_volumes","number":9,"label":"optional","kind":"message","type":"mesos.v1.master.Call.CreateVolumes"},
    {"name":"destroy_volumes","number":10,"label":"optional","kind":"message","type":"mesos.v1.master.Call.DestroyVolumes"},
    {"name":"update_maintenance_schedule","number":11,"label":"optional","kind":"message","type":"mesos.v1.master.Call.UpdateMaintenanceSchedule"},
    {"name":"start_maintenance","number":12,"label":"optional","kind":"message","type":"mesos.v1.master.Call.StartMaintenance"},
    {"name":"stop_maintenance","number":13,"label":"optional","kind":"message","type":"mesos.v1.master.Call.StopMaintenance"},
    {"name":"set_quota","number":14,"label":"optional","kind":"message","type":"mesos.v1.master.Call.SetQuota","deprecated":true},
    {"name":"remove_quota","number":15,"label":"optional","kind":"message","type":"mesos.v1.master.Call.RemoveQuota","deprecated":true},
    {"name":"teardown","number":16,"label":"optional","kind":"message","type":"mesos.v1.master.Call.Teardown"},
    {"name":"mark_agent_gone","number":17,"label":"optional","kind":"message","type":"mesos.v1.master.Call.MarkAgentGone"},
    {"name":"grow_volume","number":18,"label":"optional","kind":"message","type":"mesos.v1.master.Call.GrowVolume"},
    {"name":"shrink_volume","number":19,"label":"optional","kind":"message","type":"mesos.v1.master.Call.ShrinkVolume"},
    {"name":"update_quota","number":20,"label":"optional","kind":"message","type":"mesos.v1.master.Call.UpdateQuota"},
    {"name":"drain_agent","number":21,"label":"optional","kind":"message","type":"mesos.v1.master.Call.DrainAgent"},
    {"name":"deactivate_agent","number":22,"label":"optional","kind":"message","type":"mesos.v1.master.Call.DeactivateAgent"},
    {"name":"reactivate_agent","number":23,"label":"optional","kind":"message","type":"mesos.v1.master.Call.ReactivateAgent"},
  ],
  "mesos.v1.master.Call.CreateVolumes": [
    {"name":"agent_id","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"volumes","number":2,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.master.Call.DeactivateAgent": [
    {"name":"agent_id","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
  ],
  "mesos.v1.master.Call.DestroyVolumes": [
    {"name":"agent_id","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"volumes","number":2,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.master.Call.DrainAgent": [
    {"name":"agent_id","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"max_grace_period","number":2,"label":"optional","kind":"message","type":"google.protobuf.Duration"},
    {"name":"mark_gone","number":3,"label":"optional","kind":"bool","default":false},
  ],
  "mesos.v1.master.Call.GetMetrics": [
    {"name":"timeout","number":1,"label":"optional","kind":"message","type":"mesos.v1.DurationInfo"},
  ],
  "mesos.v1.master.Call.GrowVolume": [
    {"name":"agent_id","number":1,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"volume","number":2,"label":"required","kind":"message","type":"mesos.v1.Resource"},
    {"name":"addition","number":3,"label":"required","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.master.Call.ListFiles": [
    {"name":"path","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.master.Call.MarkAgentGone": [
    {"name":"agent_id","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
  ],
  "mesos.v1.master.Call.ReactivateAgent": [
    {"name":"agent_id","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
  ],
  "mesos.v1.master.Call.ReadFile": [
    {"name":"path","number":1,"label":"required","kind":"string"},
    {"name":"offset","number":2,"label":"required","kind":"uint64"},
    {"name":"length","number":3,"label":"optional","kind":"uint64"},
  ],
  "mesos.v1.master.Call.RemoveQuota": [
    {"name":"role","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.master.Call.ReserveResources": [
    {"name":"agent_id","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"resources","number":2,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"source","number":3,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.master.Call.SetLoggingLevel": [
    {"name":"level","number":1,"label":"required","kind":"uint32"},
    {"name":"duration","number":2,"label":"required","kind":"message","type":"mesos.v1.DurationInfo"},
  ],
  "mesos.v1.master.Call.SetQuota": [
    {"name":"quota_request","number":1,"label":"required","kind":"message","type":"mesos.v1.quota.QuotaRequest"},
  ],
  "mesos.v1.master.Call.ShrinkVolume": [
    {"name":"agent_id","number":1,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"volume","number":2,"label":"required","kind":"message","type":"mesos.v1.Resource"},
    {"name":"subtract","number":3,"label":"required","kind":"message","type":"mesos.v1.Value.Scalar"},
  ],
  "mesos.v1.master.Call.StartMaintenance": [
    {"name":"machines","number":1,"label":"repeated","kind":"message","type":"mesos.v1.MachineID"},
  ],
  "mesos.v1.master.Call.StopMaintenance": [
    {"name":"machines","number":1,"label":"repeated","kind":"message","type":"mesos.v1.MachineID"},
  ],
  "mesos.v1.master.Call.Teardown": [
    {"name":"framework_id","number":1,"label":"required","kind":"message","type":"mesos.v1.FrameworkID"},
  ],
  "mesos.v1.master.Call.UnreserveResources": [
    {"name":"agent_id","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"resources","number":2,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.master.Call.UpdateMaintenanceSchedule": [
    {"name":"schedule","number":1,"label":"required","kind":"message","type":"mesos.v1.maintenance.Schedule"},
  ],
  "mesos.v1.master.Call.UpdateQuota": [
    {"name":"force","number":1,"label":"optional","kind":"bool"},
    {"name":"quota_configs","number":2,"label":"repeated","kind":"message","type":"mesos.v1.quota.QuotaConfig"},
  ],
  "mesos.v1.master.Call.UpdateWeights": [
    {"name":"weight_infos","number":1,"label":"repeated","kind":"message","type":"mesos.v1.WeightInfo"},
  ],
  "mesos.v1.master.Event": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.master.Event.Type"},
    {"name":"subscribed","number":2,"label":"optional","kind":"message","type":"mesos.v1.master.Event.Subscribed"},
    {"name":"task_added","number":3,"label":"optional","kind":"message","type":"mesos.v1.master.Event.TaskAdded"},
    {"name":"task_updated","number":4,"label":"optional","kind":"message","type":"mesos.v1.master.Event.TaskUpdated"},
    {"name":"agent_added","number":5,"label":"optional","kind":"message","type":"mesos.v1.master.Event.AgentAdded"},
    {"name":"agent_removed","number":6,"label":"optional","kind":"message","type":"mesos.v1.master.Event.AgentRemoved"},
    {"name":"framework_added","number":7,"label":"optional","kind":"message","type":"mesos.v1.master.Event.FrameworkAdded"},
    {"name":"framework_updated","number":8,"label":"optional","kind":"message","type":"mesos.v1.master.Event.FrameworkUpdated"},
    {"name":"framework_removed","number":9,"label":"optional","kind":"message","type":"mesos.v1.master.Event.FrameworkRemoved"},
  ],
  "mesos.v1.master.Event.AgentAdded": [
    {"name":"agent","number":1,"label":"required","kind":"message","type":"mesos.v1.master.Response.GetAgents.Agent"},
  ],
  "mesos.v1.master.Event.AgentRemoved": [
    {"name":"agent_id","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
  ],
  "mesos.v1.master.Event.FrameworkAdded": [
    {"name":"framework","number":1,"label":"required","kind":"message","type":"mesos.v1.master.Response.GetFrameworks.Framework"},
  ],
  "mesos.v1.master.Event.FrameworkRemoved": [
    {"name":"framework_info","number":1,"label":"required","kind":"message","type":"mesos.v1.FrameworkInfo"},
  ],
  "mesos.v1.master.Event.FrameworkUpdated": [
    {"name":"framework","number":1,"label":"required","kind":"message","type":"mesos.v1.master.Response.GetFrameworks.Framework"},
  ],
  "mesos.v1.master.Event.Subscribed": [
    {"name":"get_state","number":1,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetState"},
    {"name":"heartbeat_interval_seconds","number":2,"label":"optional","kind":"double"},
  ],
  "mesos.v1.master.Event.TaskAdded": [
    {"name":"task","number":1,"label":"required","kind":"message","type":"mesos.v1.Task"},
  ],
  "mesos.v1.master.Event.TaskUpdated": [
    {"name":"framework_id","number":1,"label":"required","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"status","number":2,"label":"required","kind":"message","type":"mesos.v1.TaskStatus"},
    {"name":"state","number":3,"label":"required","kind":"enum","type":"mesos.v1.TaskState"},
  ],
  "mesos.v1.master.Response": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.master.Response.Type"},
    {"name":"get_health","number":2,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetHealth"},
    {"name":"get_flags","number":3,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetFlags"},
    {"name":"get_version","number":4,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetVersion"},
    {"name":"get_metrics","number":5,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetMetrics"},
    {"name":"get_logging_level","number":6,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetLoggingLevel"},
    {"name":"list_files","number":7,"label":"optional","kind":"message","type":"mesos.v1.master.Response.ListFiles"},
    {"name":"read_file","number":8,"label":"optional","kind":"message","type":"mesos.v1.master.Response.ReadFile"},
    {"name":"get_state","number":9,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetState"},
    {"name":"get_agents","number":10,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetAgents"},
    {"name":"get_frameworks","number":11,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetFrameworks"},
    {"name":"get_executors","number":12,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetExecutors"},
    {"name":"get_tasks","number":13,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetTasks"},
    {"name":"get_roles","number":14,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetRoles"},
    {"name":"get_weights","number":15,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetWeights"},
    {"name":"get_master","number":16,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetMaster"},
    {"name":"get_maintenance_status","number":17,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetMaintenanceStatus"},
    {"name":"get_maintenance_schedule","number":18,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetMaintenanceSchedule"},
    {"name":"get_quota","number":19,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetQuota"},
    {"name":"get_operations","number":20,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetOperations"},
  ],
  "mesos.v1.master.Response.GetAgents": [
    {"name":"agents","number":1,"label":"repeated","kind":"message","type":"mesos.v1.master.Response.GetAgents.Agent"},
    {"name":"recovered_agents","number":2,"label":"repeated","kind":"message","type":"mesos.v1.AgentInfo"},
  ],
  "mesos.v1.master.Response.GetAgents.Agent": [
    {"name":"agent_info","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentInfo"},
    {"name":"active","number":2,"label":"required","kind":"bool"},
    {"name":"version","number":3,"label":"required","kind":"string"},
    {"name":"pid","number":4,"label":"optional","kind":"string"},
    {"name":"registered_time","number":5,"label":"optional","kind":"message","type":"mesos.v1.TimeInfo"},
    {"name":"reregistered_time","number":6,"label":"optional","kind":"message","type":"mesos.v1.TimeInfo"},
    {"name":"total_resources","number":7,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"allocated_resources","number":8,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"offered_resources","number":9,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"capabilities","number":10,"label":"repeated","kind":"message","type":"mesos.v1.AgentInfo.Capability"},
    {"name":"deactivated","number":12,"label":"optional","kind":"bool"},
    {"name":"drain_info","number":13,"label":"optional","kind":"message","type":"mesos.v1.DrainInfo"},
    {"name":"estimated_drain_start_time","number":14,"label":"optional","kind":"message","type":"mesos.v1.TimeInfo"},
  ],
  "mesos.v1.master.Response.GetExecutors": [
    {"name":"executors","number":1,"label":"repeated","kind":"message","type":"mesos.v1.master.Response.GetExecutors.Executor"},
    {"name":"orphan_executors","number":2,"label":"repeated","kind":"message","type":"mesos.v1.master.Response.GetExecutors.Executor","deprecated":true},
  ],
  "mesos.v1.master.Response.GetExecutors.Executor": [
    {"name":"executor_info","number":1,"label":"required","kind":"message","type":"mesos.v1.ExecutorInfo"},
    {"name":"agent_id","number":2,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
  ],
  "mesos.v1.master.Response.GetFlags": [
    {"name":"flags","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Flag"},
  ],
  "mesos.v1.master.Response.GetFrameworks": [
    {"name":"frameworks","number":1,"label":"repeated","kind":"message","type":"mesos.v1.master.Response.GetFrameworks.Framework"},
    {"name":"completed_frameworks","number":2,"label":"repeated","kind":"message","type":"mesos.v1.master.Response.GetFrameworks.Framework"},
    {"name":"recovered_frameworks","number":3,"label":"repeated","kind":"message","type":"mesos.v1.FrameworkInfo","deprecated":true},
  ],
  "mesos.v1.master.Response.GetFrameworks.Framework": [
    {"name":"framework_info","number":1,"label":"required","kind":"message","type":"mesos.v1.FrameworkInfo"},
    {"name":"active","number":2,"label":"required","kind":"bool"},
    {"name":"connected","number":3,"label":"required","kind":"bool"},
    {"name":"registered_time","number":4,"label":"optional","kind":"message","type":"mesos.v1.TimeInfo"},
    {"name":"reregistered_time","number":5,"label":"optional","kind":"message","type":"mesos.v1.TimeInfo"},
    {"name":"unregistered_time","number":6,"label":"optional","kind":"message","type":"mesos.v1.TimeInfo"},
    {"name":"offers","number":7,"label":"repeated","kind":"message","type":"mesos.v1.Offer"},
    {"name":"inverse_offers","number":8,"label":"repeated","kind":"message","type":"mesos.v1.InverseOffer"},
    {"name":"allocated_resources","number":9,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"offered_resources","number":10,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
    {"name":"recovered","number":11,"label":"required","kind":"bool"},
    {"name":"offer_constraints","number":12,"label":"optional","kind":"message","type":"mesos.v1.scheduler.OfferConstraints"},
  ],
  "mesos.v1.master.Response.GetHealth": [
    {"name":"healthy","number":1,"label":"required","kind":"bool"},
  ],
  "mesos.v1.master.Response.GetLoggingLevel": [
    {"name":"level","number":1,"label":"required","kind":"uint32"},
  ],
  "mesos.v1.master.Response.GetMaintenanceSchedule": [
    {"name":"schedule","number":1,"label":"required","kind":"message","type":"mesos.v1.maintenance.Schedule"},
  ],
  "mesos.v1.master.Response.GetMaintenanceStatus": [
    {"name":"status","number":1,"label":"required","kind":"message","type":"mesos.v1.maintenance.ClusterStatus"},
  ],
  "mesos.v1.master.Response.GetMaster": [
    {"name":"master_info","number":1,"label":"optional","kind":"message","type":"mesos.v1.MasterInfo"},
    {"name":"start_time","number":2,"label":"optional","kind":"double"},
    {"name":"elected_time","number":3,"label":"optional","kind":"double"},
  ],
  "mesos.v1.master.Response.GetMetrics": [
    {"name":"metrics","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Metric"},
  ],
  "mesos.v1.master.Response.GetOperations": [
    {"name":"operations","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Operation"},
  ],
  "mesos.v1.master.Response.GetQuota": [
    {"name":"status","number":1,"label":"required","kind":"message","type":"mesos.v1.quota.QuotaStatus"},
  ],
  "mesos.v1.master.Response.GetRoles": [
    {"name":"roles","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Role"},
  ],
  "mesos.v1.master.Response.GetState": [
    {"name":"get_tasks","number":1,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetTasks"},
    {"name":"get_executors","number":2,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetExecutors"},
    {"name":"get_frameworks","number":3,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetFrameworks"},
    {"name":"get_agents","number":4,"label":"optional","kind":"message","type":"mesos.v1.master.Response.GetAgents"},
  ],
  "mesos.v1.master.Response.GetTasks": [
    {"name":"pending_tasks","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Task","deprecated":true},
    {"name":"tasks","number":2,"label":"repeated","kind":"message","type":"mesos.v1.Task"},
    {"name":"completed_tasks","number":3,"label":"repeated","kind":"message","type":"mesos.v1.Task"},
    {"name":"orphan_tasks","number":4,"label":"repeated","kind":"message","type":"mesos.v1.Task","deprecated":true},
    {"name":"unreachable_tasks","number":5,"label":"repeated","kind":"message","type":"mesos.v1.Task"},
  ],
  "mesos.v1.master.Response.GetVersion": [
    {"name":"version_info","number":1,"label":"required","kind":"message","type":"mesos.v1.VersionInfo"},
  ],
  "mesos.v1.master.Response.GetWeights": [
    {"name":"weight_infos","number":1,"label":"repeated","kind":"message","type":"mesos.v1.WeightInfo"},
  ],
  "mesos.v1.master.Response.ListFiles": [
    {"name":"file_infos","number":1,"label":"repeated","kind":"message","type":"mesos.v1.FileInfo"},
  ],
  "mesos.v1.master.Response.ReadFile": [
    {"name":"size","number":1,"label":"required","kind":"uint64"},
    {"name":"data","number":2,"label":"required","kind":"bytes"},
  ],
  "mesos.v1.quota.QuotaConfig": [
    {"name":"role","number":1,"label":"required","kind":"string"},
    {"name":"guarantees","number":2,"label":"map","kind":"message","type":"mesos.v1.Value.Scalar"},
    {"name":"limits","number":3,"label":"map","kind":"message","type":"mesos.v1.Value.Scalar"},
  ],
  "mesos.v1.quota.QuotaInfo": [
    {"name":"role","number":1,"label":"optional","kind":"string"},
    {"name":"principal","number":2,"label":"optional","kind":"string"},
    {"name":"guarantee","number":3,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.quota.QuotaRequest": [
    {"name":"force","number":1,"label":"optional","kind":"bool"},
    {"name":"role","number":2,"label":"optional","kind":"string"},
    {"name":"guarantee","number":3,"label":"repeated","kind":"message","type":"mesos.v1.Resource"},
  ],
  "mesos.v1.quota.QuotaStatus": [
    {"name":"infos","number":1,"label":"repeated","kind":"message","type":"mesos.v1.quota.QuotaInfo","deprecated":true},
    {"name":"configs","number":2,"label":"repeated","kind":"message","type":"mesos.v1.quota.QuotaConfig"},
  ],
  "mesos.v1.scheduler.APIResult": [
    {"name":"status_code","number":1,"label":"required","kind":"uint32"},
    {"name":"response","number":2,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Response"},
    {"name":"error","number":3,"label":"optional","kind":"string"},
  ],
  "mesos.v1.scheduler.AttributeConstraint": [
    {"name":"selector","number":1,"label":"required","kind":"message","type":"mesos.v1.scheduler.AttributeConstraint.Selector"},
    {"name":"predicate","number":2,"label":"required","kind":"message","type":"mesos.v1.scheduler.AttributeConstraint.Predicate"},
  ],
  "mesos.v1.scheduler.AttributeConstraint.Predicate": [
    {"name":"exists","number":1,"label":"optional","kind":"message","type":"mesos.v1.scheduler.AttributeConstraint.Predicate.Exists","oneof":"predicate"},
    {"name":"not_exists","number":2,"label":"optional","kind":"message","type":"mesos.v1.scheduler.AttributeConstraint.Predicate.NotExists","oneof":"predicate"},
    {"name":"text_equals","number":3,"label":"optional","kind":"message","type":"mesos.v1.scheduler.AttributeConstraint.Predicate.TextEquals","oneof":"predicate"},
    {"name":"text_not_equals","number":4,"label":"optional","kind":"message","type":"mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotEquals","oneof":"predicate"},
    {"name":"text_matches","number":5,"label":"optional","kind":"message","type":"mesos.v1.scheduler.AttributeConstraint.Predicate.TextMatches","oneof":"predicate"},
    {"name":"text_not_matches","number":6,"label":"optional","kind":"message","type":"mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotMatches","oneof":"predicate"},
  ],
  "mesos.v1.scheduler.AttributeConstraint.Predicate.Exists": [
  ],
  "mesos.v1.scheduler.AttributeConstraint.Predicate.NotExists": [
  ],
  "mesos.v1.scheduler.AttributeConstraint.Predicate.TextEquals": [
    {"name":"value","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.scheduler.AttributeConstraint.Predicate.TextMatches": [
    {"name":"regex","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotEquals": [
    {"name":"value","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotMatches": [
    {"name":"regex","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.scheduler.AttributeConstraint.Selector": [
    {"name":"pseudoattribute_type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.scheduler.AttributeConstraint.Selector.PseudoattributeType","oneof":"selector"},
    {"name":"attribute_name","number":2,"label":"optional","kind":"string","oneof":"selector"},
  ],
  "mesos.v1.scheduler.Call": [
    {"name":"framework_id","number":1,"label":"optional","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"type","number":2,"label":"optional","kind":"enum","type":"mesos.v1.scheduler.Call.Type"},
    {"name":"subscribe","number":3,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.Subscribe"},
    {"name":"accept","number":4,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.Accept"},
    {"name":"decline","number":5,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.Decline"},
    {"name":"accept_inverse_offers","number":13,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.AcceptInverseOffers"},
    {"name":"decline_inverse_offers","number":14,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.DeclineInverseOffers"},
    {"name":"revive","number":15,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.Revive"},
    {"name":"kill","number":6,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.Kill"},
    {"name":"shutdown","number":7,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.Shutdown"},
    {"name":"acknowledge","number":8,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.Acknowledge"},
    {"name":"acknowledge_operation_status","number":17,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.AcknowledgeOperationStatus"},
    {"name":"reconcile","number":9,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.Reconcile"},
    {"name":"reconcile_operations","number":18,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.ReconcileOperations"},
    {"name":"message","number":10,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.Message"},
    {"name":"request","number":11,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.Request"},
    {"name":"suppress","number":16,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.Suppress"},
    {"name":"update_framework","number":19,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Call.UpdateFramework"},
  ],
  "mesos.v1.scheduler.Call.Accept": [
    {"name":"offer_ids","number":1,"label":"repeated","kind":"message","type":"mesos.v1.OfferID"},
    {"name":"operations","number":2,"label":"repeated","kind":"message","type":"mesos.v1.Offer.Operation"},
    {"name":"filters","number":3,"label":"optional","kind":"message","type":"mesos.v1.Filters"},
  ],
  "mesos.v1.scheduler.Call.AcceptInverseOffers": [
    {"name":"inverse_offer_ids","number":1,"label":"repeated","kind":"message","type":"mesos.v1.OfferID"},
    {"name":"filters","number":2,"label":"optional","kind":"message","type":"mesos.v1.Filters"},
  ],
  "mesos.v1.scheduler.Call.Acknowledge": [
    {"name":"agent_id","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"task_id","number":2,"label":"required","kind":"message","type":"mesos.v1.TaskID"},
    {"name":"uuid","number":3,"label":"required","kind":"bytes"},
  ],
  "mesos.v1.scheduler.Call.AcknowledgeOperationStatus": [
    {"name":"agent_id","number":1,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"resource_provider_id","number":2,"label":"optional","kind":"message","type":"mesos.v1.ResourceProviderID"},
    {"name":"uuid","number":3,"label":"required","kind":"bytes"},
    {"name":"operation_id","number":4,"label":"required","kind":"message","type":"mesos.v1.OperationID"},
  ],
  "mesos.v1.scheduler.Call.Decline": [
    {"name":"offer_ids","number":1,"label":"repeated","kind":"message","type":"mesos.v1.OfferID"},
    {"name":"filters","number":2,"label":"optional","kind":"message","type":"mesos.v1.Filters"},
  ],
  "mesos.v1.scheduler.Call.DeclineInverseOffers": [
    {"name":"inverse_offer_ids","number":1,"label":"repeated","kind":"message","type":"mesos.v1.OfferID"},
    {"name":"filters","number":2,"label":"optional","kind":"message","type":"mesos.v1.Filters"},
  ],
  "mesos.v1.scheduler.Call.Kill": [
    {"name":"task_id","number":1,"label":"required","kind":"message","type":"mesos.v1.TaskID"},
    {"name":"agent_id","number":2,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"kill_policy","number":3,"label":"optional","kind":"message","type":"mesos.v1.KillPolicy"},
  ],
  "mesos.v1.scheduler.Call.Message": [
    {"name":"agent_id","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"executor_id","number":2,"label":"required","kind":"message","type":"mesos.v1.ExecutorID"},
    {"name":"data","number":3,"label":"required","kind":"bytes"},
  ],
  "mesos.v1.scheduler.Call.Reconcile": [
    {"name":"tasks","number":1,"label":"repeated","kind":"message","type":"mesos.v1.scheduler.Call.Reconcile.Task"},
  ],
  "mesos.v1.scheduler.Call.Reconcile.Task": [
    {"name":"task_id","number":1,"label":"required","kind":"message","type":"mesos.v1.TaskID"},
    {"name":"agent_id","number":2,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
  ],
  "mesos.v1.scheduler.Call.ReconcileOperations": [
    {"name":"operations","number":1,"label":"repeated","kind":"message","type":"mesos.v1.scheduler.Call.ReconcileOperations.Operation"},
  ],
  "mesos.v1.scheduler.Call.ReconcileOperations.Operation": [
    {"name":"operation_id","number":1,"label":"required","kind":"message","type":"mesos.v1.OperationID"},
    {"name":"agent_id","number":2,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"resource_provider_id","number":3,"label":"optional","kind":"message","type":"mesos.v1.ResourceProviderID"},
  ],
  "mesos.v1.scheduler.Call.Request": [
    {"name":"requests","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Request"},
  ],
  "mesos.v1.scheduler.Call.Revive": [
    {"name":"roles","number":1,"label":"repeated","kind":"string"},
  ],
  "mesos.v1.scheduler.Call.Shutdown": [
    {"name":"executor_id","number":1,"label":"required","kind":"message","type":"mesos.v1.ExecutorID"},
    {"name":"agent_id","number":2,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
  ],
  "mesos.v1.scheduler.Call.Subscribe": [
    {"name":"framework_info","number":1,"label":"required","kind":"message","type":"mesos.v1.FrameworkInfo"},
    {"name":"suppressed_roles","number":2,"label":"repeated","kind":"string"},
    {"name":"offer_constraints","number":3,"label":"optional","kind":"message","type":"mesos.v1.scheduler.OfferConstraints"},
  ],
  "mesos.v1.scheduler.Call.Suppress": [
    {"name":"roles","number":1,"label":"repeated","kind":"string"},
  ],
  "mesos.v1.scheduler.Call.UpdateFramework": [
    {"name":"framework_info","number":1,"label":"required","kind":"message","type":"mesos.v1.FrameworkInfo"},
    {"name":"suppressed_roles","number":2,"label":"repeated","kind":"string"},
    {"name":"offer_constraints","number":3,"label":"optional","kind":"message","type":"mesos.v1.scheduler.OfferConstraints"},
  ],
  "mesos.v1.scheduler.Event": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.scheduler.Event.Type"},
    {"name":"subscribed","number":2,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Event.Subscribed"},
    {"name":"offers","number":3,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Event.Offers"},
    {"name":"inverse_offers","number":9,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Event.InverseOffers"},
    {"name":"rescind","number":4,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Event.Rescind"},
    {"name":"rescind_inverse_offer","number":10,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Event.RescindInverseOffer"},
    {"name":"update","number":5,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Event.Update"},
    {"name":"update_operation_status","number":11,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Event.UpdateOperationStatus"},
    {"name":"message","number":6,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Event.Message"},
    {"name":"failure","number":7,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Event.Failure"},
    {"name":"error","number":8,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Event.Error"},
  ],
  "mesos.v1.scheduler.Event.Error": [
    {"name":"message","number":1,"label":"required","kind":"string"},
  ],
  "mesos.v1.scheduler.Event.Failure": [
    {"name":"agent_id","number":1,"label":"optional","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"executor_id","number":2,"label":"optional","kind":"message","type":"mesos.v1.ExecutorID"},
    {"name":"status","number":3,"label":"optional","kind":"int32"},
  ],
  "mesos.v1.scheduler.Event.InverseOffers": [
    {"name":"inverse_offers","number":1,"label":"repeated","kind":"message","type":"mesos.v1.InverseOffer"},
  ],
  "mesos.v1.scheduler.Event.Message": [
    {"name":"agent_id","number":1,"label":"required","kind":"message","type":"mesos.v1.AgentID"},
    {"name":"executor_id","number":2,"label":"required","kind":"message","type":"mesos.v1.ExecutorID"},
    {"name":"data","number":3,"label":"required","kind":"bytes"},
  ],
  "mesos.v1.scheduler.Event.Offers": [
    {"name":"offers","number":1,"label":"repeated","kind":"message","type":"mesos.v1.Offer"},
  ],
  "mesos.v1.scheduler.Event.Rescind": [
    {"name":"offer_id","number":1,"label":"required","kind":"message","type":"mesos.v1.OfferID"},
  ],
  "mesos.v1.scheduler.Event.RescindInverseOffer": [
    {"name":"inverse_offer_id","number":1,"label":"required","kind":"message","type":"mesos.v1.OfferID"},
  ],
  "mesos.v1.scheduler.Event.Subscribed": [
    {"name":"framework_id","number":1,"label":"required","kind":"message","type":"mesos.v1.FrameworkID"},
    {"name":"heartbeat_interval_seconds","number":2,"label":"optional","kind":"double"},
    {"name":"master_info","number":3,"label":"optional","kind":"message","type":"mesos.v1.MasterInfo"},
  ],
  "mesos.v1.scheduler.Event.Update": [
    {"name":"status","number":1,"label":"required","kind":"message","type":"mesos.v1.TaskStatus"},
  ],
  "mesos.v1.scheduler.Event.UpdateOperationStatus": [
    {"name":"status","number":1,"label":"required","kind":"message","type":"mesos.v1.OperationStatus"},
  ],
  "mesos.v1.scheduler.OfferConstraints": [
    {"name":"role_constraints","number":1,"label":"map","kind":"message","type":"mesos.v1.scheduler.OfferConstraints.RoleConstraints"},
  ],
  "mesos.v1.scheduler.OfferConstraints.RoleConstraints": [
    {"name":"groups","number":1,"label":"repeated","kind":"message","type":"mesos.v1.scheduler.OfferConstraints.RoleConstraints.Group"},
  ],
  "mesos.v1.scheduler.OfferConstraints.RoleConstraints.Group": [
    {"name":"attribute_constraints","number":1,"label":"repeated","kind":"message","type":"mesos.v1.scheduler.AttributeConstraint"},
  ],
  "mesos.v1.scheduler.Response": [
    {"name":"type","number":1,"label":"optional","kind":"enum","type":"mesos.v1.scheduler.Response.Type"},
    {"name":"reconcile_operations","number":2,"label":"optional","kind":"message","type":"mesos.v1.scheduler.Response.ReconcileOperations","deprecated":true},
  ],
  "mesos.v1.scheduler.Response.ReconcileOperations": [
    {"name":"operation_statuses","number":1,"label":"repeated","kind":"message","type":"mesos.v1.OperationStatus","deprecated":true},
  ],
};

export const ENUMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "mesos.v1.AgentInfo.Capability.Type": {"UNKNOWN":0,"MULTI_ROLE":1,"HIERARCHICAL_ROLE":2,"RESERVATION_REFINEMENT":3,"RESOURCE_PROVIDER":4,"RESIZE_VOLUME":5,"AGENT_OPERATION_FEEDBACK":6,"AGENT_DRAINING":7,"TASK_RESOURCE_LIMITS":8},
  "mesos.v1.CapabilityInfo.Capability": {"UNKNOWN":0,"CHOWN":1000,"DAC_OVERRIDE":1001,"DAC_READ_SEARCH":1002,"FOWNER":1003,"FSETID":1004,"KILL":1005,"SETGID":1006,"SETUID":1007,"SETPCAP":1008,"LINUX_IMMUTABLE":1009,"NET_BIND_SERVICE":1010,"NET_BROADCAST":1011,"NET_ADMIN":1012,"NET_RAW":1013,"IPC_LOCK":1014,"IPC_OWNER":1015,"SYS_MODULE":1016,"SYS_RAWIO":1017,"SYS_CHROOT":1018,"SYS_PTRACE":1019,"SYS_PACCT":1020,"SYS_ADMIN":1021,"SYS_BOOT":1022,"SYS_NICE":1023,"SYS_RESOURCE":1024,"SYS_TIME":1025,"SYS_TTY_CONFIG":1026,"MKNOD":1027,"LEASE":1028,"AUDIT_WRITE":1029,"AUDIT_CONTROL":1030,"SETFCAP":1031,"MAC_OVERRIDE":1032,"MAC_ADMIN":1033,"SYSLOG":1034,"WAKE_ALARM":1035,"BLOCK_SUSPEND":1036,"AUDIT_READ":1037,"PERFMON":1038,"BPF":1039,"CHECKPOINT_RESTORE":1040},
  "mesos.v1.CheckInfo.Type": {"UNKNOWN":0,"COMMAND":1,"HTTP":2,"TCP":3},
  "mesos.v1.ContainerInfo.DockerInfo.Network": {"HOST":1,"BRIDGE":2,"NONE":3,"USER":4},
  "mesos.v1.ContainerInfo.Type": {"DOCKER":1,"MESOS":2},
  "mesos.v1.DiscoveryInfo.Visibility": {"FRAMEWORK":0,"CLUSTER":1,"EXTERNAL":2},
  "mesos.v1.DrainState": {"UNKNOWN":0,"DRAINING":1,"DRAINED":2},
  "mesos.v1.Environment.Variable.Type": {"UNKNOWN":0,"VALUE":1,"SECRET":2},
  "mesos.v1.ExecutorInfo.Type": {"UNKNOWN":0,"DEFAULT":1,"CUSTOM":2},
  "mesos.v1.FrameworkInfo.Capability.Type": {"UNKNOWN":0,"REVOCABLE_RESOURCES":1,"TASK_KILLING_STATE":2,"GPU_RESOURCES":3,"SHARED_RESOURCES":4,"PARTITION_AWARE":5,"MULTI_ROLE":6,"RESERVATION_REFINEMENT":7,"REGION_AWARE":8},
  "mesos.v1.HealthCheck.Type": {"UNKNOWN":0,"COMMAND":1,"HTTP":2,"TCP":3},
  "mesos.v1.Image.Type": {"APPC":1,"DOCKER":2},
  "mesos.v1.LinuxInfo.IpcMode": {"UNKNOWN":0,"PRIVATE":1,"SHARE_PARENT":2},
  "mesos.v1.MachineInfo.Mode": {"UP":1,"DRAINING":2,"DOWN":3},
  "mesos.v1.MasterInfo.Capability.Type": {"UNKNOWN":0,"AGENT_UPDATE":1,"AGENT_DRAINING":2,"QUOTA_V2":3},
  "mesos.v1.MountPropagation.Mode": {"UNKNOWN":0,"HOST_TO_CONTAINER":1,"BIDIRECTIONAL":2},
  "mesos.v1.NetworkInfo.Protocol": {"IPv4":1,"IPv6":2},
  "mesos.v1.Offer.Operation.Type": {"UNKNOWN":0,"LAUNCH":1,"RESERVE":2,"UNRESERVE":3,"CREATE":4,"DESTROY":5,"LAUNCH_GROUP":6,"GROW_VOLUME":11,"SHRINK_VOLUME":12,"CREATE_DISK":13,"DESTROY_DISK":14},
  "mesos.v1.OperationState": {"OPERATION_UNSUPPORTED":0,"OPERATION_PENDING":1,"OPERATION_FINISHED":2,"OPERATION_FAILED":3,"OPERATION_ERROR":4,"OPERATION_DROPPED":5,"OPERATION_UNREACHABLE":6,"OPERATION_GONE_BY_OPERATOR":7,"OPERATION_RECOVERING":8,"OPERATION_UNKNOWN":9},
  "mesos.v1.RLimitInfo.RLimit.Type": {"UNKNOWN":0,"RLMT_AS":1,"RLMT_CORE":2,"RLMT_CPU":3,"RLMT_DATA":4,"RLMT_FSIZE":5,"RLMT_LOCKS":6,"RLMT_MEMLOCK":7,"RLMT_MSGQUEUE":8,"RLMT_NICE":9,"RLMT_NOFILE":10,"RLMT_NPROC":11,"RLMT_RSS":12,"RLMT_RTPRIO":13,"RLMT_RTTIME":14,"RLMT_SIGPENDING":15,"RLMT_STACK":16},
  "mesos.v1.Resource.DiskInfo.Source.Type": {"UNKNOWN":0,"PATH":1,"MOUNT":2,"BLOCK":3,"RAW":4},
  "mesos.v1.Resource.ReservationInfo.Type": {"UNKNOWN":0,"STATIC":1,"DYNAMIC":2},
  "mesos.v1.Secret.Type": {"UNKNOWN":0,"REFERENCE":1,"VALUE":2},
  "mesos.v1.TaskState": {"TASK_STAGING":6,"TASK_STARTING":0,"TASK_RUNNING":1,"TASK_FINISHED":2,"TASK_FAILED":3,"TASK_KILLED":4,"TASK_LOST":5,"TASK_ERROR":7,"TASK_KILLING":8,"TASK_DROPPED":9,"TASK_UNREACHABLE":10,"TASK_GONE":11,"TASK_GONE_BY_OPERATOR":12,"TASK_UNKNOWN":13},
  "mesos.v1.TaskStatus.Reason": {"REASON_COMMAND_EXECUTOR_FAILED":0,"REASON_EXECUTOR_TERMINATED":1,"REASON_EXECUTOR_UNREGISTERED":2,"REASON_FRAMEWORK_REMOVED":3,"REASON_GC_ERROR":4,"REASON_INVALID_FRAMEWORKID":5,"REASON_INVALID_OFFERS":6,"REASON_MASTER_DISCONNECTED":7,"REASON_CONTAINER_LIMITATION_MEMORY":8,"REASON_RECONCILIATION":9,"REASON_AGENT_DISCONNECTED":10,"REASON_AGENT_REMOVED":11,"REASON_AGENT_RESTARTED":12,"REASON_AGENT_UNKNOWN":13,"REASON_TASK_INVALID":14,"REASON_TASK_UNAUTHORIZED":15,"REASON_TASK_UNKNOWN":16,"REASON_CONTAINER_PREEMPTED":17,"REASON_RESOURCES_UNKNOWN":18,"REASON_CONTAINER_LIMITATION":19,"REASON_CONTAINER_LIMITATION_DISK":20,"REASON_CONTAINER_LAUNCH_FAILED":21,"REASON_CONTAINER_UPDATE_FAILED":22,"REASON_EXECUTOR_REGISTRATION_TIMEOUT":23,"REASON_EXECUTOR_REREGISTRATION_TIMEOUT":24,"REASON_TASK_GROUP_INVALID":25,"REASON_TASK_GROUP_UNAUTHORIZED":26,"REASON_IO_SWITCHBOARD_EXITED":27,"REASON_TASK_CHECK_STATUS_UPDATED":28,"REASON_TASK_HEALTH_CHECK_STATUS_UPDATED":29,"REASON_TASK_KILLED_DURING_LAUNCH":30,"REASON_AGENT_REMOVED_BY_OPERATOR":31,"REASON_AGENT_REREGISTERED":32,"REASON_MAX_COMPLETION_TIME_REACHED":33,"REASON_AGENT_DRAINING":34},
  "mesos.v1.TaskStatus.Source": {"SOURCE_MASTER":0,"SOURCE_AGENT":1,"SOURCE_EXECUTOR":2},
  "mesos.v1.Value.Type": {"SCALAR":0,"RANGES":1,"SET":2,"TEXT":3},
  "mesos.v1.Volume.Mode": {"RW":1,"RO":2},
  "mesos.v1.Volume.Source.CSIVolume.VolumeCapability.AccessMode.Mode": {"UNKNOWN":0,"SINGLE_NODE_WRITER":1,"SINGLE_NODE_READER_ONLY":2,"MULTI_NODE_READER_ONLY":3,"MULTI_NODE_SINGLE_WRITER":4,"MULTI_NODE_MULTI_WRITER":5},
  "mesos.v1.Volume.Source.SandboxPath.Type": {"UNKNOWN":0,"SELF":1,"PARENT":2},
  "mesos.v1.Volume.Source.Type": {"UNKNOWN":0,"DOCKER_VOLUME":1,"SANDBOX_PATH":2,"SECRET":3,"HOST_PATH":4,"CSI_VOLUME":5},
  "mesos.v1.agent.Call.AttachContainerInput.Type": {"UNKNOWN":0,"CONTAINER_ID":1,"PROCESS_IO":2},
  "mesos.v1.agent.Call.Type": {"UNKNOWN":0,"GET_HEALTH":1,"GET_FLAGS":2,"GET_VERSION":3,"GET_METRICS":4,"GET_LOGGING_LEVEL":5,"SET_LOGGING_LEVEL":6,"LIST_FILES":7,"READ_FILE":8,"GET_STATE":9,"GET_CONTAINERS":10,"GET_FRAMEWORKS":11,"GET_EXECUTORS":12,"GET_TASKS":13,"LAUNCH_NESTED_CONTAINER":14,"WAIT_NESTED_CONTAINER":15,"KILL_NESTED_CONTAINER":16,"LAUNCH_NESTED_CONTAINER_SESSION":17,"ATTACH_CONTAINER_INPUT":18,"ATTACH_CONTAINER_OUTPUT":19,"GET_AGENT":20,"REMOVE_NESTED_CONTAINER":21,"LAUNCH_CONTAINER":22,"WAIT_CONTAINER":23,"KILL_CONTAINER":24,"REMOVE_CONTAINER":25,"GET_RESOURCE_PROVIDERS":26,"ADD_RESOURCE_PROVIDER_CONFIG":27,"UPDATE_RESOURCE_PROVIDER_CONFIG":28,"REMOVE_RESOURCE_PROVIDER_CONFIG":29,"PRUNE_IMAGES":30,"GET_OPERATIONS":31,"MARK_RESOURCE_PROVIDER_GONE":32},
  "mesos.v1.agent.ProcessIO.Control.Type": {"UNKNOWN":0,"TTY_INFO":1,"HEARTBEAT":2},
  "mesos.v1.agent.ProcessIO.Data.Type": {"UNKNOWN":0,"STDIN":1,"STDOUT":2,"STDERR":3},
  "mesos.v1.agent.ProcessIO.Type": {"UNKNOWN":0,"DATA":1,"CONTROL":2},
  "mesos.v1.agent.Response.Type": {"UNKNOWN":0,"GET_HEALTH":1,"GET_FLAGS":2,"GET_VERSION":3,"GET_METRICS":4,"GET_LOGGING_LEVEL":5,"LIST_FILES":6,"READ_FILE":7,"GET_STATE":8,"GET_CONTAINERS":9,"GET_FRAMEWORKS":10,"GET_EXECUTORS":11,"GET_TASKS":12,"WAIT_NESTED_CONTAINER":13,"GET_AGENT":14,"WAIT_CONTAINER":15,"GET_RESOURCE_PROVIDERS":16,"GET_OPERATIONS":17},
  "mesos.v1.allocator.InverseOfferStatus.Status": {"UNKNOWN":1,"ACCEPT":2,"DECLINE":3},
  "mesos.v1.executor.Call.Type": {"UNKNOWN":0,"SUBSCRIBE":1,"UPDATE":2,"MESSAGE":3,"HEARTBEAT":4},
  "mesos.v1.executor.Event.Type": {"UNKNOWN":0,"SUBSCRIBED":1,"LAUNCH":2,"KILL":3,"ACKNOWLEDGED":4,"MESSAGE":5,"ERROR":6,"SHUTDOWN":7,"LAUNCH_GROUP":8,"HEARTBEAT":9},
  "mesos.v1.master.Call.Type": {"UNKNOWN":0,"GET_HEALTH":1,"GET_FLAGS":2,"GET_VERSION":3,"GET_METRICS":4,"GET_LOGGING_LEVEL":5,"SET_LOGGING_LEVEL":6,"LIST_FILES":7,"READ_FILE":8,"GET_STATE":9,"GET_AGENTS":10,"GET_FRAMEWORKS":11,"GET_EXECUTORS":12,"GET_TASKS":13,"GET_ROLES":14,"GET_WEIGHTS":15,"UPDATE_WEIGHTS":16,"GET_MASTER":17,"SUBSCRIBE":18,"RESERVE_RESOURCES":19,"UNRESERVE_RESOURCES":20,"CREATE_VOLUMES":21,"DESTROY_VOLUMES":22,"GET_MAINTENANCE_STATUS":23,"GET_MAINTENANCE_SCHEDULE":24,"UPDATE_MAINTENANCE_SCHEDULE":25,"START_MAINTENANCE":26,"STOP_MAINTENANCE":27,"GET_QUOTA":28,"SET_QUOTA":29,"REMOVE_QUOTA":30,"TEARDOWN":31,"MARK_AGENT_GONE":32,"GET_OPERATIONS":33,"GROW_VOLUME":34,"SHRINK_VOLUME":35,"UPDATE_QUOTA":36,"DRAIN_AGENT":37,"DEACTIVATE_AGENT":38,"REACTIVATE_AGENT":39},
  "mesos.v1.master.Event.Type": {"UNKNOWN":0,"SUBSCRIBED":1,"TASK_ADDED":2,"TASK_UPDATED":3,"AGENT_ADDED":4,"AGENT_REMOVED":5,"FRAMEWORK_ADDED":6,"FRAMEWORK_UPDATED":7,"FRAMEWORK_REMOVED":8,"HEARTBEAT":9},
  "mesos.v1.master.Response.Type": {"UNKNOWN":0,"GET_HEALTH":1,"GET_FLAGS":2,"GET_VERSION":3,"GET_METRICS":4,"GET_LOGGING_LEVEL":5,"LIST_FILES":6,"READ_FILE":7,"GET_STATE":8,"GET_AGENTS":9,"GET_FRAMEWORKS":10,"GET_EXECUTORS":11,"GET_TASKS":12,"GET_ROLES":13,"GET_WEIGHTS":14,"GET_MASTER":15,"GET_MAINTENANCE_STATUS":16,"GET_MAINTENANCE_SCHEDULE":17,"GET_QUOTA":18,"GET_OPERATIONS":19},
  "mesos.v1.scheduler.AttributeConstraint.Selector.PseudoattributeType": {"UNKNOWN":0,"HOSTNAME":1,"REGION":2,"ZONE":3},
  "mesos.v1.scheduler.Call.Type": {"UNKNOWN":0,"SUBSCRIBE":1,"TEARDOWN":2,"ACCEPT":3,"DECLINE":4,"REVIVE":5,"KILL":6,"SHUTDOWN":7,"ACKNOWLEDGE":8,"RECONCILE":9,"MESSAGE":10,"REQUEST":11,"SUPPRESS":12,"ACCEPT_INVERSE_OFFERS":13,"DECLINE_INVERSE_OFFERS":14,"ACKNOWLEDGE_OPERATION_STATUS":15,"RECONCILE_OPERATIONS":16,"UPDATE_FRAMEWORK":17},
  "mesos.v1.scheduler.Event.Type": {"UNKNOWN":0,"SUBSCRIBED":1,"OFFERS":2,"RESCIND":3,"UPDATE":4,"MESSAGE":5,"FAILURE":6,"ERROR":7,"HEARTBEAT":8,"INVERSE_OFFERS":9,"RESCIND_INVERSE_OFFER":10,"UPDATE_OPERATION_STATUS":11},
  "mesos.v1.scheduler.Response.Type": {"UNKNOWN":0,"RECONCILE_OPERATIONS":1},
};
