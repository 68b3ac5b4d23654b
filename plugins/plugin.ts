// What a plugin imports as `godocker/plugin`: see docs/plugins.md.
export { definePlugin } from "./contract.ts";
export type { PluginContext, PluginDefinition, PluginKind } from "./contract.ts";
export type { Order } from "../fair-share/order.ts";
export type { AccountFigures, Policy, Snapshot, SnapshotPolicy } from "../fair-share/policy.ts";
export type { PluginExecutor } from "./executor/executor.ts";
export type { Backend, BackendEvent, Capabilities, TaskLaunch, TaskRef } from "../offers/backend.ts";
export type { Offer } from "../offers/offer.ts";
export type { TaskAccess, TaskAddress } from "../offers/task-access.ts";
export { TaskAccessError } from "../offers/task-access.ts";
export type { Person } from "../accounts/person.ts";
export type { Directory, PasswordCheck } from "../auth/directory.ts";
export { DirectoryUnavailableError } from "../auth/directory.ts";
export type { WatchedTask, Watcher, WatcherRequest } from "./watch/watcher.ts";
export type { StatusLine, StatusReporter } from "./status-plugins.ts";
export type { AddressNotifier } from "./notify-plugins.ts";
export type { Delivery, Notification } from "./notify/notifier.ts";
export type { Store } from "../store/store.ts";
export { openMemoryStore } from "../store/memory.ts";
