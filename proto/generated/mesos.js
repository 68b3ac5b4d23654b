// Generated from proto/messages by scripts/generate-proto.ts: do not edit, run `npm run generate`.
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;
const $root = $protobuf.roots["godocker"] || ($protobuf.roots["godocker"] = {});
export const mesos = $root.mesos = (() => {
const mesos = {};
mesos.v1 = (function() {
const v1 = {};
v1.agent = (function() {
const agent = {};
agent.Call = (function() {
const Call = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Call.prototype.type = 0;
Call.prototype.get_metrics = null;
Call.prototype.set_logging_level = null;
Call.prototype.list_files = null;
Call.prototype.read_file = null;
Call.prototype.launch_nested_container = null;
Call.prototype.wait_nested_container = null;
Call.prototype.kill_nested_container = null;
Call.prototype.launch_nested_container_session = null;
Call.prototype.attach_container_input = null;
Call.prototype.attach_container_output = null;
Call.prototype.remove_nested_container = null;
Call.prototype.launch_container = null;
Call.prototype.wait_container = null;
Call.prototype.kill_container = null;
Call.prototype.remove_container = null;
Call.prototype.get_containers = null;
Call.prototype.prune_images = null;
Call.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.get_metrics != null && $Object.hasOwnProperty.call(message, "get_metrics"))
$root.mesos.v1.agent.Call.GetMetrics.encode(message.get_metrics, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.set_logging_level != null && $Object.hasOwnProperty.call(message, "set_logging_level"))
$root.mesos.v1.agent.Call.SetLoggingLevel.encode(message.set_logging_level, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.list_files != null && $Object.hasOwnProperty.call(message, "list_files"))
$root.mesos.v1.agent.Call.ListFiles.encode(message.list_files, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.read_file != null && $Object.hasOwnProperty.call(message, "read_file"))
$root.mesos.v1.agent.Call.ReadFile.encode(message.read_file, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.launch_nested_container != null && $Object.hasOwnProperty.call(message, "launch_nested_container"))
$root.mesos.v1.agent.Call.LaunchNestedContainer.encode(message.launch_nested_container, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.wait_nested_container != null && $Object.hasOwnProperty.call(message, "wait_nested_container"))
$root.mesos.v1.agent.Call.WaitNestedContainer.encode(message.wait_nested_container, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.kill_nested_container != null && $Object.hasOwnProperty.call(message, "kill_nested_container"))
$root.mesos.v1.agent.Call.KillNestedContainer.encode(message.kill_nested_container, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.launch_nested_container_session != null && $Object.hasOwnProperty.call(message, "launch_nested_container_session"))
$root.mesos.v1.agent.Call.LaunchNestedContainerSession.encode(message.launch_nested_container_session, writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.attach_container_input != null && $Object.hasOwnProperty.call(message, "attach_container_input"))
$root.mesos.v1.agent.Call.AttachContainerInput.encode(message.attach_container_input, writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.attach_container_output != null && $Object.hasOwnProperty.call(message, "attach_container_output"))
$root.mesos.v1.agent.Call.AttachContainerOutput.encode(message.attach_container_output, writer.uint32(90).fork(), _depth + 1).ldelim();
if (message.remove_nested_container != null && $Object.hasOwnProperty.call(message, "remove_nested_container"))
$root.mesos.v1.agent.Call.RemoveNestedContainer.encode(message.remove_nested_container, writer.uint32(98).fork(), _depth + 1).ldelim();
if (message.launch_container != null && $Object.hasOwnProperty.call(message, "launch_container"))
$root.mesos.v1.agent.Call.LaunchContainer.encode(message.launch_container, writer.uint32(106).fork(), _depth + 1).ldelim();
if (message.wait_container != null && $Object.hasOwnProperty.call(message, "wait_container"))
$root.mesos.v1.agent.Call.WaitContainer.encode(message.wait_container, writer.uint32(114).fork(), _depth + 1).ldelim();
if (message.kill_container != null && $Object.hasOwnProperty.call(message, "kill_container"))
$root.mesos.v1.agent.Call.KillContainer.encode(message.kill_container, writer.uint32(122).fork(), _depth + 1).ldelim();
if (message.remove_container != null && $Object.hasOwnProperty.call(message, "remove_container"))
$root.mesos.v1.agent.Call.RemoveContainer.encode(message.remove_container, writer.uint32(130).fork(), _depth + 1).ldelim();
if (message.get_containers != null && $Object.hasOwnProperty.call(message, "get_containers"))
$root.mesos.v1.agent.Call.GetContainers.encode(message.get_containers, writer.uint32(162).fork(), _depth + 1).ldelim();
if (message.prune_images != null && $Object.hasOwnProperty.call(message, "prune_images"))
$root.mesos.v1.agent.Call.PruneImages.encode(message.prune_images, writer.uint32(170).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Call.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.agent.Call.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.get_metrics = $root.mesos.v1.agent.Call.GetMetrics.decode(reader, reader.size(), $undefined, _depth + 1, message.get_metrics);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.set_logging_level = $root.mesos.v1.agent.Call.SetLoggingLevel.decode(reader, reader.size(), $undefined, _depth + 1, message.set_logging_level);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.list_files = $root.mesos.v1.agent.Call.ListFiles.decode(reader, reader.size(), $undefined, _depth + 1, message.list_files);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.read_file = $root.mesos.v1.agent.Call.ReadFile.decode(reader, reader.size(), $undefined, _depth + 1, message.read_file);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.launch_nested_container = $root.mesos.v1.agent.Call.LaunchNestedContainer.decode(reader, reader.size(), $undefined, _depth + 1, message.launch_nested_container);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.wait_nested_container = $root.mesos.v1.agent.Call.WaitNestedContainer.decode(reader, reader.size(), $undefined, _depth + 1, message.wait_nested_container);
continue;
}
case 8: {
if (wireType !== 2)
break;
message.kill_nested_container = $root.mesos.v1.agent.Call.KillNestedContainer.decode(reader, reader.size(), $undefined, _depth + 1, message.kill_nested_container);
continue;
}
case 9: {
if (wireType !== 2)
break;
message.launch_nested_container_session = $root.mesos.v1.agent.Call.LaunchNestedContainerSession.decode(reader, reader.size(), $undefined, _depth + 1, message.launch_nested_container_session);
continue;
}
case 10: {
if (wireType !== 2)
break;
message.attach_container_input = $root.mesos.v1.agent.Call.AttachContainerInput.decode(reader, reader.size(), $undefined, _depth + 1, message.attach_container_input);
continue;
}
case 11: {
if (wireType !== 2)
break;
message.attach_container_output = $root.mesos.v1.agent.Call.AttachContainerOutput.decode(reader, reader.size(), $undefined, _depth + 1, message.attach_container_output);
continue;
}
case 12: {
if (wireType !== 2)
break;
message.remove_nested_container = $root.mesos.v1.agent.Call.RemoveNestedContainer.decode(reader, reader.size(), $undefined, _depth + 1, message.remove_nested_container);
continue;
}
case 13: {
if (wireType !== 2)
break;
message.launch_container = $root.mesos.v1.agent.Call.LaunchContainer.decode(reader, reader.size(), $undefined, _depth + 1, message.launch_container);
continue;
}
case 14: {
if (wireType !== 2)
break;
message.wait_container = $root.mesos.v1.agent.Call.WaitContainer.decode(reader, reader.size(), $undefined, _depth + 1, message.wait_container);
continue;
}
case 15: {
if (wireType !== 2)
break;
message.kill_container = $root.mesos.v1.agent.Call.KillContainer.decode(reader, reader.size(), $undefined, _depth + 1, message.kill_container);
continue;
}
case 16: {
if (wireType !== 2)
break;
message.remove_container = $root.mesos.v1.agent.Call.RemoveContainer.decode(reader, reader.size(), $undefined, _depth + 1, message.remove_container);
continue;
}
case 20: {
if (wireType !== 2)
break;
message.get_containers = $root.mesos.v1.agent.Call.GetContainers.decode(reader, reader.size(), $undefined, _depth + 1, message.get_containers);
continue;
}
case 21: {
if (wireType !== 2)
break;
message.prune_images = $root.mesos.v1.agent.Call.PruneImages.decode(reader, reader.size(), $undefined, _depth + 1, message.prune_images);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Call.ReadFile = (function() {
const ReadFile = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ReadFile.prototype.path = "";
ReadFile.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ReadFile.prototype.length = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ReadFile.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.path);
writer.uint32(16).uint64(message.offset);
if (message.length != null && $Object.hasOwnProperty.call(message, "length"))
writer.uint32(24).uint64(message.length);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ReadFile.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.ReadFile();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.path = reader.string();
continue;
}
case 2: {
if (wireType !== 0)
break;
message.offset = reader.uint64();
continue;
}
case 3: {
if (wireType !== 0)
break;
message.length = reader.uint64();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "path"))
throw $util.ProtocolError("missing required 'path'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "offset"))
throw $util.ProtocolError("missing required 'offset'", { instance: message });
return message;
};
return ReadFile;
})();
Call.LaunchNestedContainer = (function() {
const LaunchNestedContainer = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
LaunchNestedContainer.prototype.container_id = null;
LaunchNestedContainer.prototype.command = null;
LaunchNestedContainer.prototype.container = null;
LaunchNestedContainer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.command != null && $Object.hasOwnProperty.call(message, "command"))
$root.mesos.v1.CommandInfo.encode(message.command, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
$root.mesos.v1.ContainerInfo.encode(message.container, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
LaunchNestedContainer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.LaunchNestedContainer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.command = $root.mesos.v1.CommandInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.command);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.container = $root.mesos.v1.ContainerInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "container_id"))
throw $util.ProtocolError("missing required 'container_id'", { instance: message });
return message;
};
return LaunchNestedContainer;
})();
Call.LaunchNestedContainerSession = (function() {
const LaunchNestedContainerSession = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
LaunchNestedContainerSession.prototype.container_id = null;
LaunchNestedContainerSession.prototype.command = null;
LaunchNestedContainerSession.prototype.container = null;
LaunchNestedContainerSession.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.command != null && $Object.hasOwnProperty.call(message, "command"))
$root.mesos.v1.CommandInfo.encode(message.command, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
$root.mesos.v1.ContainerInfo.encode(message.container, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
LaunchNestedContainerSession.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.LaunchNestedContainerSession();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.command = $root.mesos.v1.CommandInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.command);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.container = $root.mesos.v1.ContainerInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "container_id"))
throw $util.ProtocolError("missing required 'container_id'", { instance: message });
return message;
};
return LaunchNestedContainerSession;
})();
Call.AttachContainerInput = (function() {
const AttachContainerInput = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
AttachContainerInput.prototype.type = 0;
AttachContainerInput.prototype.container_id = null;
AttachContainerInput.prototype.process_io = null;
AttachContainerInput.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.container_id != null && $Object.hasOwnProperty.call(message, "container_id"))
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.process_io != null && $Object.hasOwnProperty.call(message, "process_io"))
$root.mesos.v1.agent.ProcessIO.encode(message.process_io, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
AttachContainerInput.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.AttachContainerInput();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.agent.Call.AttachContainerInput.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.process_io = $root.mesos.v1.agent.ProcessIO.decode(reader, reader.size(), $undefined, _depth + 1, message.process_io);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
AttachContainerInput.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "CONTAINER_ID"] = 1;
values[valuesById[2] = "PROCESS_IO"] = 2;
return values;
})();
return AttachContainerInput;
})();
Call.LaunchContainer = (function() {
const LaunchContainer = function (properties) {
this.resources = [];
this.limits = {};
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
LaunchContainer.prototype.container_id = null;
LaunchContainer.prototype.command = null;
LaunchContainer.prototype.resources = $util.emptyArray;
LaunchContainer.prototype.container = null;
LaunchContainer.prototype.limits = $util.emptyObject;
LaunchContainer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.command != null && $Object.hasOwnProperty.call(message, "command"))
$root.mesos.v1.CommandInfo.encode(message.command, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
$root.mesos.v1.ContainerInfo.encode(message.container, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.limits != null && $Object.hasOwnProperty.call(message, "limits"))
for (let keys = $Object.keys(message.limits), i = 0; i < keys.length; ++i) {
writer.uint32(42).fork().uint32(10).string(keys[i]);
$root.mesos.v1.Value.Scalar.encode(message.limits[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
}
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
LaunchContainer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, key, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.LaunchContainer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.command = $root.mesos.v1.CommandInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.command);
continue;
}
case 3: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 4: {
if (wireType !== 2)
break;
message.container = $root.mesos.v1.ContainerInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
continue;
}
case 5: {
if (wireType !== 2)
break;
if (message.limits === $util.emptyObject)
message.limits = {};
let end2 = reader.size() + reader.pos;
if (end2 > reader.len)
throw $RangeError("index out of range");
reader.len = end2;
key = "";
value = null;
while (reader.pos < end2) {
let tag2 = reader.tag();
wireType = tag2 & 7;
switch (tag2 >>>= 3) {
case 1:
if (wireType !== 2)
break;
key = reader.string();
continue;
case 2:
if (wireType !== 2)
break;
value = $root.mesos.v1.Value.Scalar.decode(reader, reader.size(), $undefined, _depth + 1, value);
continue;
}
reader.skipType(wireType, _depth, tag2);
}
if (reader.pos !== end2)
throw $RangeError("index out of range");
reader.len = end;
if (key === "__proto__")
$util.makeProp(message.limits, key);
message.limits[key] = value || new $root.mesos.v1.Value.Scalar();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "container_id"))
throw $util.ProtocolError("missing required 'container_id'", { instance: message });
return message;
};
return LaunchContainer;
})();
Call.GetMetrics = (function() {
const GetMetrics = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetMetrics.prototype.timeout = null;
GetMetrics.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.timeout != null && $Object.hasOwnProperty.call(message, "timeout"))
$root.mesos.v1.DurationInfo.encode(message.timeout, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetMetrics.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.GetMetrics();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.timeout = $root.mesos.v1.DurationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.timeout);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetMetrics;
})();
Call.SetLoggingLevel = (function() {
const SetLoggingLevel = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
SetLoggingLevel.prototype.level = 0;
SetLoggingLevel.prototype.duration = null;
SetLoggingLevel.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.level);
$root.mesos.v1.DurationInfo.encode(message.duration, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
SetLoggingLevel.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.SetLoggingLevel();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.level = reader.uint32();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.duration = $root.mesos.v1.DurationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.duration);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "level"))
throw $util.ProtocolError("missing required 'level'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "duration"))
throw $util.ProtocolError("missing required 'duration'", { instance: message });
return message;
};
return SetLoggingLevel;
})();
Call.ListFiles = (function() {
const ListFiles = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ListFiles.prototype.path = "";
ListFiles.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.path);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ListFiles.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.ListFiles();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.path = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "path"))
throw $util.ProtocolError("missing required 'path'", { instance: message });
return message;
};
return ListFiles;
})();
Call.GetContainers = (function() {
const GetContainers = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetContainers.prototype.show_nested = false;
GetContainers.prototype.show_standalone = false;
GetContainers.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.show_nested != null && $Object.hasOwnProperty.call(message, "show_nested"))
writer.uint32(8).bool(message.show_nested);
if (message.show_standalone != null && $Object.hasOwnProperty.call(message, "show_standalone"))
writer.uint32(16).bool(message.show_standalone);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetContainers.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.GetContainers();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.show_nested = reader.bool();
continue;
}
case 2: {
if (wireType !== 0)
break;
message.show_standalone = reader.bool();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetContainers;
})();
Call.WaitNestedContainer = (function() {
const WaitNestedContainer = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
WaitNestedContainer.prototype.container_id = null;
WaitNestedContainer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
WaitNestedContainer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.WaitNestedContainer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "container_id"))
throw $util.ProtocolError("missing required 'container_id'", { instance: message });
return message;
};
return WaitNestedContainer;
})();
Call.RemoveNestedContainer = (function() {
const RemoveNestedContainer = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
RemoveNestedContainer.prototype.container_id = null;
RemoveNestedContainer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
RemoveNestedContainer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.RemoveNestedContainer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "container_id"))
throw $util.ProtocolError("missing required 'container_id'", { instance: message });
return message;
};
return RemoveNestedContainer;
})();
Call.AttachContainerOutput = (function() {
const AttachContainerOutput = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
AttachContainerOutput.prototype.container_id = null;
AttachContainerOutput.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
AttachContainerOutput.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.AttachContainerOutput();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "container_id"))
throw $util.ProtocolError("missing required 'container_id'", { instance: message });
return message;
};
return AttachContainerOutput;
})();
Call.WaitContainer = (function() {
const WaitContainer = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
WaitContainer.prototype.container_id = null;
WaitContainer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
WaitContainer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.WaitContainer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "container_id"))
throw $util.ProtocolError("missing required 'container_id'", { instance: message });
return message;
};
return WaitContainer;
})();
Call.RemoveContainer = (function() {
const RemoveContainer = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
RemoveContainer.prototype.container_id = null;
RemoveContainer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
RemoveContainer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.RemoveContainer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "container_id"))
throw $util.ProtocolError("missing required 'container_id'", { instance: message });
return message;
};
return RemoveContainer;
})();
Call.KillNestedContainer = (function() {
const KillNestedContainer = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
KillNestedContainer.prototype.container_id = null;
KillNestedContainer.prototype.signal = 0;
KillNestedContainer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.signal != null && $Object.hasOwnProperty.call(message, "signal"))
writer.uint32(16).int32(message.signal);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
KillNestedContainer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.KillNestedContainer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
case 2: {
if (wireType !== 0)
break;
message.signal = reader.int32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "container_id"))
throw $util.ProtocolError("missing required 'container_id'", { instance: message });
return message;
};
return KillNestedContainer;
})();
Call.KillContainer = (function() {
const KillContainer = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
KillContainer.prototype.container_id = null;
KillContainer.prototype.signal = 0;
KillContainer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.signal != null && $Object.hasOwnProperty.call(message, "signal"))
writer.uint32(16).int32(message.signal);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
KillContainer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.KillContainer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
case 2: {
if (wireType !== 0)
break;
message.signal = reader.int32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "container_id"))
throw $util.ProtocolError("missing required 'container_id'", { instance: message });
return message;
};
return KillContainer;
})();
Call.PruneImages = (function() {
const PruneImages = function (properties) {
this.excluded_images = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
PruneImages.prototype.excluded_images = $util.emptyArray;
PruneImages.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.excluded_images != null && message.excluded_images.length)
for (let i = 0; i < message.excluded_images.length; ++i)
$root.mesos.v1.Image.encode(message.excluded_images[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
PruneImages.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Call.PruneImages();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.excluded_images && message.excluded_images.length))
message.excluded_images = [];
message.excluded_images.push($root.mesos.v1.Image.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return PruneImages;
})();
Call.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "GET_HEALTH"] = 1;
values[valuesById[2] = "GET_FLAGS"] = 2;
values[valuesById[3] = "GET_VERSION"] = 3;
values[valuesById[4] = "GET_METRICS"] = 4;
values[valuesById[5] = "GET_LOGGING_LEVEL"] = 5;
values[valuesById[6] = "SET_LOGGING_LEVEL"] = 6;
values[valuesById[7] = "LIST_FILES"] = 7;
values[valuesById[8] = "READ_FILE"] = 8;
values[valuesById[9] = "GET_STATE"] = 9;
values[valuesById[10] = "GET_CONTAINERS"] = 10;
values[valuesById[11] = "GET_FRAMEWORKS"] = 11;
values[valuesById[12] = "GET_EXECUTORS"] = 12;
values[valuesById[13] = "GET_TASKS"] = 13;
values[valuesById[14] = "LAUNCH_NESTED_CONTAINER"] = 14;
values[valuesById[15] = "WAIT_NESTED_CONTAINER"] = 15;
values[valuesById[16] = "KILL_NESTED_CONTAINER"] = 16;
values[valuesById[17] = "LAUNCH_NESTED_CONTAINER_SESSION"] = 17;
values[valuesById[18] = "ATTACH_CONTAINER_INPUT"] = 18;
values[valuesById[19] = "ATTACH_CONTAINER_OUTPUT"] = 19;
values[valuesById[20] = "GET_AGENT"] = 20;
values[valuesById[21] = "REMOVE_NESTED_CONTAINER"] = 21;
values[valuesById[22] = "LAUNCH_CONTAINER"] = 22;
values[valuesById[23] = "WAIT_CONTAINER"] = 23;
values[valuesById[24] = "KILL_CONTAINER"] = 24;
values[valuesById[25] = "REMOVE_CONTAINER"] = 25;
values[valuesById[26] = "GET_RESOURCE_PROVIDERS"] = 26;
values[valuesById[27] = "ADD_RESOURCE_PROVIDER_CONFIG"] = 27;
values[valuesById[28] = "UPDATE_RESOURCE_PROVIDER_CONFIG"] = 28;
values[valuesById[29] = "REMOVE_RESOURCE_PROVIDER_CONFIG"] = 29;
values[valuesById[30] = "PRUNE_IMAGES"] = 30;
values[valuesById[31] = "GET_OPERATIONS"] = 31;
values[valuesById[32] = "MARK_RESOURCE_PROVIDER_GONE"] = 32;
return values;
})();
return Call;
})();
agent.Response = (function() {
const Response = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Response.prototype.type = 0;
Response.prototype.get_health = null;
Response.prototype.get_flags = null;
Response.prototype.get_version = null;
Response.prototype.get_metrics = null;
Response.prototype.get_logging_level = null;
Response.prototype.list_files = null;
Response.prototype.read_file = null;
Response.prototype.get_state = null;
Response.prototype.get_containers = null;
Response.prototype.get_frameworks = null;
Response.prototype.get_executors = null;
Response.prototype.get_tasks = null;
Response.prototype.wait_nested_container = null;
Response.prototype.get_agent = null;
Response.prototype.wait_container = null;
Response.prototype.get_operations = null;
Response.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.get_health != null && $Object.hasOwnProperty.call(message, "get_health"))
$root.mesos.v1.agent.Response.GetHealth.encode(message.get_health, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.get_flags != null && $Object.hasOwnProperty.call(message, "get_flags"))
$root.mesos.v1.agent.Response.GetFlags.encode(message.get_flags, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.get_version != null && $Object.hasOwnProperty.call(message, "get_version"))
$root.mesos.v1.agent.Response.GetVersion.encode(message.get_version, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.get_metrics != null && $Object.hasOwnProperty.call(message, "get_metrics"))
$root.mesos.v1.agent.Response.GetMetrics.encode(message.get_metrics, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.get_logging_level != null && $Object.hasOwnProperty.call(message, "get_logging_level"))
$root.mesos.v1.agent.Response.GetLoggingLevel.encode(message.get_logging_level, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.list_files != null && $Object.hasOwnProperty.call(message, "list_files"))
$root.mesos.v1.agent.Response.ListFiles.encode(message.list_files, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.read_file != null && $Object.hasOwnProperty.call(message, "read_file"))
$root.mesos.v1.agent.Response.ReadFile.encode(message.read_file, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.get_state != null && $Object.hasOwnProperty.call(message, "get_state"))
$root.mesos.v1.agent.Response.GetState.encode(message.get_state, writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.get_containers != null && $Object.hasOwnProperty.call(message, "get_containers"))
$root.mesos.v1.agent.Response.GetContainers.encode(message.get_containers, writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.get_frameworks != null && $Object.hasOwnProperty.call(message, "get_frameworks"))
$root.mesos.v1.agent.Response.GetFrameworks.encode(message.get_frameworks, writer.uint32(90).fork(), _depth + 1).ldelim();
if (message.get_executors != null && $Object.hasOwnProperty.call(message, "get_executors"))
$root.mesos.v1.agent.Response.GetExecutors.encode(message.get_executors, writer.uint32(98).fork(), _depth + 1).ldelim();
if (message.get_tasks != null && $Object.hasOwnProperty.call(message, "get_tasks"))
$root.mesos.v1.agent.Response.GetTasks.encode(message.get_tasks, writer.uint32(106).fork(), _depth + 1).ldelim();
if (message.wait_nested_container != null && $Object.hasOwnProperty.call(message, "wait_nested_container"))
$root.mesos.v1.agent.Response.WaitNestedContainer.encode(message.wait_nested_container, writer.uint32(114).fork(), _depth + 1).ldelim();
if (message.get_agent != null && $Object.hasOwnProperty.call(message, "get_agent"))
$root.mesos.v1.agent.Response.GetAgent.encode(message.get_agent, writer.uint32(122).fork(), _depth + 1).ldelim();
if (message.wait_container != null && $Object.hasOwnProperty.call(message, "wait_container"))
$root.mesos.v1.agent.Response.WaitContainer.encode(message.wait_container, writer.uint32(130).fork(), _depth + 1).ldelim();
if (message.get_operations != null && $Object.hasOwnProperty.call(message, "get_operations"))
$root.mesos.v1.agent.Response.GetOperations.encode(message.get_operations, writer.uint32(146).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Response.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.agent.Response.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.get_health = $root.mesos.v1.agent.Response.GetHealth.decode(reader, reader.size(), $undefined, _depth + 1, message.get_health);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.get_flags = $root.mesos.v1.agent.Response.GetFlags.decode(reader, reader.size(), $undefined, _depth + 1, message.get_flags);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.get_version = $root.mesos.v1.agent.Response.GetVersion.decode(reader, reader.size(), $undefined, _depth + 1, message.get_version);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.get_metrics = $root.mesos.v1.agent.Response.GetMetrics.decode(reader, reader.size(), $undefined, _depth + 1, message.get_metrics);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.get_logging_level = $root.mesos.v1.agent.Response.GetLoggingLevel.decode(reader, reader.size(), $undefined, _depth + 1, message.get_logging_level);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.list_files = $root.mesos.v1.agent.Response.ListFiles.decode(reader, reader.size(), $undefined, _depth + 1, message.list_files);
continue;
}
case 8: {
if (wireType !== 2)
break;
message.read_file = $root.mesos.v1.agent.Response.ReadFile.decode(reader, reader.size(), $undefined, _depth + 1, message.read_file);
continue;
}
case 9: {
if (wireType !== 2)
break;
message.get_state = $root.mesos.v1.agent.Response.GetState.decode(reader, reader.size(), $undefined, _depth + 1, message.get_state);
continue;
}
case 10: {
if (wireType !== 2)
break;
message.get_containers = $root.mesos.v1.agent.Response.GetContainers.decode(reader, reader.size(), $undefined, _depth + 1, message.get_containers);
continue;
}
case 11: {
if (wireType !== 2)
break;
message.get_frameworks = $root.mesos.v1.agent.Response.GetFrameworks.decode(reader, reader.size(), $undefined, _depth + 1, message.get_frameworks);
continue;
}
case 12: {
if (wireType !== 2)
break;
message.get_executors = $root.mesos.v1.agent.Response.GetExecutors.decode(reader, reader.size(), $undefined, _depth + 1, message.get_executors);
continue;
}
case 13: {
if (wireType !== 2)
break;
message.get_tasks = $root.mesos.v1.agent.Response.GetTasks.decode(reader, reader.size(), $undefined, _depth + 1, message.get_tasks);
continue;
}
case 14: {
if (wireType !== 2)
break;
message.wait_nested_container = $root.mesos.v1.agent.Response.WaitNestedContainer.decode(reader, reader.size(), $undefined, _depth + 1, message.wait_nested_container);
continue;
}
case 15: {
if (wireType !== 2)
break;
message.get_agent = $root.mesos.v1.agent.Response.GetAgent.decode(reader, reader.size(), $undefined, _depth + 1, message.get_agent);
continue;
}
case 16: {
if (wireType !== 2)
break;
message.wait_container = $root.mesos.v1.agent.Response.WaitContainer.decode(reader, reader.size(), $undefined, _depth + 1, message.wait_container);
continue;
}
case 18: {
if (wireType !== 2)
break;
message.get_operations = $root.mesos.v1.agent.Response.GetOperations.decode(reader, reader.size(), $undefined, _depth + 1, message.get_operations);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Response.GetState = (function() {
const GetState = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetState.prototype.get_tasks = null;
GetState.prototype.get_executors = null;
GetState.prototype.get_frameworks = null;
GetState.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.get_tasks != null && $Object.hasOwnProperty.call(message, "get_tasks"))
$root.mesos.v1.agent.Response.GetTasks.encode(message.get_tasks, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.get_executors != null && $Object.hasOwnProperty.call(message, "get_executors"))
$root.mesos.v1.agent.Response.GetExecutors.encode(message.get_executors, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.get_frameworks != null && $Object.hasOwnProperty.call(message, "get_frameworks"))
$root.mesos.v1.agent.Response.GetFrameworks.encode(message.get_frameworks, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetState.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetState();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.get_tasks = $root.mesos.v1.agent.Response.GetTasks.decode(reader, reader.size(), $undefined, _depth + 1, message.get_tasks);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.get_executors = $root.mesos.v1.agent.Response.GetExecutors.decode(reader, reader.size(), $undefined, _depth + 1, message.get_executors);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.get_frameworks = $root.mesos.v1.agent.Response.GetFrameworks.decode(reader, reader.size(), $undefined, _depth + 1, message.get_frameworks);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetState;
})();
Response.GetContainers = (function() {
const GetContainers = function (properties) {
this.containers = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetContainers.prototype.containers = $util.emptyArray;
GetContainers.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.containers != null && message.containers.length)
for (let i = 0; i < message.containers.length; ++i)
$root.mesos.v1.agent.Response.GetContainers.Container.encode(message.containers[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetContainers.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetContainers();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.containers && message.containers.length))
message.containers = [];
message.containers.push($root.mesos.v1.agent.Response.GetContainers.Container.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
GetContainers.Container = (function() {
const Container = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Container.prototype.framework_id = null;
Container.prototype.executor_id = null;
Container.prototype.executor_name = "";
Container.prototype.container_id = null;
Container.prototype.container_status = null;
Container.prototype.resource_statistics = null;
Container.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.framework_id != null && $Object.hasOwnProperty.call(message, "framework_id"))
$root.mesos.v1.FrameworkID.encode(message.framework_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.executor_id != null && $Object.hasOwnProperty.call(message, "executor_id"))
$root.mesos.v1.ExecutorID.encode(message.executor_id, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.executor_name != null && $Object.hasOwnProperty.call(message, "executor_name"))
writer.uint32(26).string(message.executor_name);
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.container_status != null && $Object.hasOwnProperty.call(message, "container_status"))
$root.mesos.v1.ContainerStatus.encode(message.container_status, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.resource_statistics != null && $Object.hasOwnProperty.call(message, "resource_statistics"))
$root.mesos.v1.ResourceStatistics.encode(message.resource_statistics, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Container.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetContainers.Container();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework_id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.executor_id = $root.mesos.v1.ExecutorID.decode(reader, reader.size(), $undefined, _depth + 1, message.executor_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.executor_name = reader.string();
continue;
}
case 4: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.container_status = $root.mesos.v1.ContainerStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.container_status);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.resource_statistics = $root.mesos.v1.ResourceStatistics.decode(reader, reader.size(), $undefined, _depth + 1, message.resource_statistics);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "container_id"))
throw $util.ProtocolError("missing required 'container_id'", { instance: message });
return message;
};
return Container;
})();
return GetContainers;
})();
Response.GetTasks = (function() {
const GetTasks = function (properties) {
this.pending_tasks = [];
this.queued_tasks = [];
this.launched_tasks = [];
this.terminated_tasks = [];
this.completed_tasks = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetTasks.prototype.pending_tasks = $util.emptyArray;
GetTasks.prototype.queued_tasks = $util.emptyArray;
GetTasks.prototype.launched_tasks = $util.emptyArray;
GetTasks.prototype.terminated_tasks = $util.emptyArray;
GetTasks.prototype.completed_tasks = $util.emptyArray;
GetTasks.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.pending_tasks != null && message.pending_tasks.length)
for (let i = 0; i < message.pending_tasks.length; ++i)
$root.mesos.v1.Task.encode(message.pending_tasks[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.queued_tasks != null && message.queued_tasks.length)
for (let i = 0; i < message.queued_tasks.length; ++i)
$root.mesos.v1.Task.encode(message.queued_tasks[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.launched_tasks != null && message.launched_tasks.length)
for (let i = 0; i < message.launched_tasks.length; ++i)
$root.mesos.v1.Task.encode(message.launched_tasks[i], writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.terminated_tasks != null && message.terminated_tasks.length)
for (let i = 0; i < message.terminated_tasks.length; ++i)
$root.mesos.v1.Task.encode(message.terminated_tasks[i], writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.completed_tasks != null && message.completed_tasks.length)
for (let i = 0; i < message.completed_tasks.length; ++i)
$root.mesos.v1.Task.encode(message.completed_tasks[i], writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetTasks.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetTasks();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.pending_tasks && message.pending_tasks.length))
message.pending_tasks = [];
message.pending_tasks.push($root.mesos.v1.Task.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.queued_tasks && message.queued_tasks.length))
message.queued_tasks = [];
message.queued_tasks.push($root.mesos.v1.Task.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 3: {
if (wireType !== 2)
break;
if (!(message.launched_tasks && message.launched_tasks.length))
message.launched_tasks = [];
message.launched_tasks.push($root.mesos.v1.Task.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 4: {
if (wireType !== 2)
break;
if (!(message.terminated_tasks && message.terminated_tasks.length))
message.terminated_tasks = [];
message.terminated_tasks.push($root.mesos.v1.Task.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 5: {
if (wireType !== 2)
break;
if (!(message.completed_tasks && message.completed_tasks.length))
message.completed_tasks = [];
message.completed_tasks.push($root.mesos.v1.Task.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetTasks;
})();
Response.GetAgent = (function() {
const GetAgent = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetAgent.prototype.agent_info = null;
GetAgent.prototype.drain_config = null;
GetAgent.prototype.estimated_drain_start_time = null;
GetAgent.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.agent_info != null && $Object.hasOwnProperty.call(message, "agent_info"))
$root.mesos.v1.AgentInfo.encode(message.agent_info, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.drain_config != null && $Object.hasOwnProperty.call(message, "drain_config"))
$root.mesos.v1.DrainConfig.encode(message.drain_config, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.estimated_drain_start_time != null && $Object.hasOwnProperty.call(message, "estimated_drain_start_time"))
$root.mesos.v1.TimeInfo.encode(message.estimated_drain_start_time, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetAgent.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetAgent();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_info = $root.mesos.v1.AgentInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_info);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.drain_config = $root.mesos.v1.DrainConfig.decode(reader, reader.size(), $undefined, _depth + 1, message.drain_config);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.estimated_drain_start_time = $root.mesos.v1.TimeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.estimated_drain_start_time);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetAgent;
})();
Response.WaitNestedContainer = (function() {
const WaitNestedContainer = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
WaitNestedContainer.prototype.exit_status = 0;
WaitNestedContainer.prototype.state = 6;
WaitNestedContainer.prototype.reason = 0;
WaitNestedContainer.prototype.limitation = null;
WaitNestedContainer.prototype.message = "";
WaitNestedContainer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.exit_status != null && $Object.hasOwnProperty.call(message, "exit_status"))
writer.uint32(8).int32(message.exit_status);
if (message.state != null && $Object.hasOwnProperty.call(message, "state"))
writer.uint32(16).int32(message.state);
if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
writer.uint32(24).int32(message.reason);
if (message.limitation != null && $Object.hasOwnProperty.call(message, "limitation"))
$root.mesos.v1.TaskResourceLimitation.encode(message.limitation, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
writer.uint32(42).string(message.message);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
WaitNestedContainer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.WaitNestedContainer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.exit_status = reader.int32();
continue;
}
case 2: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.TaskState[value] !== $undefined)
message.state = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 3: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.TaskStatus.Reason[value] !== $undefined)
message.reason = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 4: {
if (wireType !== 2)
break;
message.limitation = $root.mesos.v1.TaskResourceLimitation.decode(reader, reader.size(), $undefined, _depth + 1, message.limitation);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.message = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return WaitNestedContainer;
})();
Response.WaitContainer = (function() {
const WaitContainer = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
WaitContainer.prototype.exit_status = 0;
WaitContainer.prototype.state = 6;
WaitContainer.prototype.reason = 0;
WaitContainer.prototype.limitation = null;
WaitContainer.prototype.message = "";
WaitContainer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.exit_status != null && $Object.hasOwnProperty.call(message, "exit_status"))
writer.uint32(8).int32(message.exit_status);
if (message.state != null && $Object.hasOwnProperty.call(message, "state"))
writer.uint32(16).int32(message.state);
if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
writer.uint32(24).int32(message.reason);
if (message.limitation != null && $Object.hasOwnProperty.call(message, "limitation"))
$root.mesos.v1.TaskResourceLimitation.encode(message.limitation, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
writer.uint32(42).string(message.message);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
WaitContainer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.WaitContainer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.exit_status = reader.int32();
continue;
}
case 2: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.TaskState[value] !== $undefined)
message.state = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 3: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.TaskStatus.Reason[value] !== $undefined)
message.reason = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 4: {
if (wireType !== 2)
break;
message.limitation = $root.mesos.v1.TaskResourceLimitation.decode(reader, reader.size(), $undefined, _depth + 1, message.limitation);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.message = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return WaitContainer;
})();
Response.GetHealth = (function() {
const GetHealth = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetHealth.prototype.healthy = false;
GetHealth.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).bool(message.healthy);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetHealth.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetHealth();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.healthy = reader.bool();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "healthy"))
throw $util.ProtocolError("missing required 'healthy'", { instance: message });
return message;
};
return GetHealth;
})();
Response.GetFlags = (function() {
const GetFlags = function (properties) {
this.flags = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetFlags.prototype.flags = $util.emptyArray;
GetFlags.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.flags != null && message.flags.length)
for (let i = 0; i < message.flags.length; ++i)
$root.mesos.v1.Flag.encode(message.flags[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetFlags.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetFlags();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.flags && message.flags.length))
message.flags = [];
message.flags.push($root.mesos.v1.Flag.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetFlags;
})();
Response.GetVersion = (function() {
const GetVersion = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetVersion.prototype.version_info = null;
GetVersion.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.VersionInfo.encode(message.version_info, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetVersion.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetVersion();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.version_info = $root.mesos.v1.VersionInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.version_info);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "version_info"))
throw $util.ProtocolError("missing required 'version_info'", { instance: message });
return message;
};
return GetVersion;
})();
Response.GetMetrics = (function() {
const GetMetrics = function (properties) {
this.metrics = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetMetrics.prototype.metrics = $util.emptyArray;
GetMetrics.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.metrics != null && message.metrics.length)
for (let i = 0; i < message.metrics.length; ++i)
$root.mesos.v1.Metric.encode(message.metrics[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetMetrics.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetMetrics();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.metrics && message.metrics.length))
message.metrics = [];
message.metrics.push($root.mesos.v1.Metric.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetMetrics;
})();
Response.GetLoggingLevel = (function() {
const GetLoggingLevel = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetLoggingLevel.prototype.level = 0;
GetLoggingLevel.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.level);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetLoggingLevel.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetLoggingLevel();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.level = reader.uint32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "level"))
throw $util.ProtocolError("missing required 'level'", { instance: message });
return message;
};
return GetLoggingLevel;
})();
Response.ListFiles = (function() {
const ListFiles = function (properties) {
this.file_infos = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ListFiles.prototype.file_infos = $util.emptyArray;
ListFiles.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.file_infos != null && message.file_infos.length)
for (let i = 0; i < message.file_infos.length; ++i)
$root.mesos.v1.FileInfo.encode(message.file_infos[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ListFiles.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.ListFiles();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.file_infos && message.file_infos.length))
message.file_infos = [];
message.file_infos.push($root.mesos.v1.FileInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return ListFiles;
})();
Response.ReadFile = (function() {
const ReadFile = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ReadFile.prototype.size = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ReadFile.prototype.data = $util.newBuffer([]);
ReadFile.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint64(message.size);
writer.uint32(18).bytes(message.data);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ReadFile.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.ReadFile();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.size = reader.uint64();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.data = reader.bytes();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "size"))
throw $util.ProtocolError("missing required 'size'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "data"))
throw $util.ProtocolError("missing required 'data'", { instance: message });
return message;
};
return ReadFile;
})();
Response.GetFrameworks = (function() {
const GetFrameworks = function (properties) {
this.frameworks = [];
this.completed_frameworks = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetFrameworks.prototype.frameworks = $util.emptyArray;
GetFrameworks.prototype.completed_frameworks = $util.emptyArray;
GetFrameworks.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.frameworks != null && message.frameworks.length)
for (let i = 0; i < message.frameworks.length; ++i)
$root.mesos.v1.agent.Response.GetFrameworks.Framework.encode(message.frameworks[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.completed_frameworks != null && message.completed_frameworks.length)
for (let i = 0; i < message.completed_frameworks.length; ++i)
$root.mesos.v1.agent.Response.GetFrameworks.Framework.encode(message.completed_frameworks[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetFrameworks.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetFrameworks();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.frameworks && message.frameworks.length))
message.frameworks = [];
message.frameworks.push($root.mesos.v1.agent.Response.GetFrameworks.Framework.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.completed_frameworks && message.completed_frameworks.length))
message.completed_frameworks = [];
message.completed_frameworks.push($root.mesos.v1.agent.Response.GetFrameworks.Framework.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
GetFrameworks.Framework = (function() {
const Framework = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Framework.prototype.framework_info = null;
Framework.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.FrameworkInfo.encode(message.framework_info, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Framework.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetFrameworks.Framework();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework_info = $root.mesos.v1.FrameworkInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_info);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "framework_info"))
throw $util.ProtocolError("missing required 'framework_info'", { instance: message });
return message;
};
return Framework;
})();
return GetFrameworks;
})();
Response.GetExecutors = (function() {
const GetExecutors = function (properties) {
this.executors = [];
this.completed_executors = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetExecutors.prototype.executors = $util.emptyArray;
GetExecutors.prototype.completed_executors = $util.emptyArray;
GetExecutors.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.executors != null && message.executors.length)
for (let i = 0; i < message.executors.length; ++i)
$root.mesos.v1.agent.Response.GetExecutors.Executor.encode(message.executors[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.completed_executors != null && message.completed_executors.length)
for (let i = 0; i < message.completed_executors.length; ++i)
$root.mesos.v1.agent.Response.GetExecutors.Executor.encode(message.completed_executors[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetExecutors.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetExecutors();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.executors && message.executors.length))
message.executors = [];
message.executors.push($root.mesos.v1.agent.Response.GetExecutors.Executor.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.completed_executors && message.completed_executors.length))
message.completed_executors = [];
message.completed_executors.push($root.mesos.v1.agent.Response.GetExecutors.Executor.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
GetExecutors.Executor = (function() {
const Executor = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Executor.prototype.executor_info = null;
Executor.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ExecutorInfo.encode(message.executor_info, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Executor.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetExecutors.Executor();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.executor_info = $root.mesos.v1.ExecutorInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.executor_info);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "executor_info"))
throw $util.ProtocolError("missing required 'executor_info'", { instance: message });
return message;
};
return Executor;
})();
return GetExecutors;
})();
Response.GetOperations = (function() {
const GetOperations = function (properties) {
this.operations = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetOperations.prototype.operations = $util.emptyArray;
GetOperations.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.operations != null && message.operations.length)
for (let i = 0; i < message.operations.length; ++i)
$root.mesos.v1.Operation.encode(message.operations[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetOperations.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.Response.GetOperations();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.operations && message.operations.length))
message.operations = [];
message.operations.push($root.mesos.v1.Operation.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetOperations;
})();
Response.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "GET_HEALTH"] = 1;
values[valuesById[2] = "GET_FLAGS"] = 2;
values[valuesById[3] = "GET_VERSION"] = 3;
values[valuesById[4] = "GET_METRICS"] = 4;
values[valuesById[5] = "GET_LOGGING_LEVEL"] = 5;
values[valuesById[6] = "LIST_FILES"] = 6;
values[valuesById[7] = "READ_FILE"] = 7;
values[valuesById[8] = "GET_STATE"] = 8;
values[valuesById[9] = "GET_CONTAINERS"] = 9;
values[valuesById[10] = "GET_FRAMEWORKS"] = 10;
values[valuesById[11] = "GET_EXECUTORS"] = 11;
values[valuesById[12] = "GET_TASKS"] = 12;
values[valuesById[13] = "WAIT_NESTED_CONTAINER"] = 13;
values[valuesById[14] = "GET_AGENT"] = 14;
values[valuesById[15] = "WAIT_CONTAINER"] = 15;
values[valuesById[16] = "GET_RESOURCE_PROVIDERS"] = 16;
values[valuesById[17] = "GET_OPERATIONS"] = 17;
return values;
})();
return Response;
})();
agent.ProcessIO = (function() {
const ProcessIO = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ProcessIO.prototype.type = 0;
ProcessIO.prototype.data = null;
ProcessIO.prototype.control = null;
ProcessIO.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
$root.mesos.v1.agent.ProcessIO.Data.encode(message.data, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.control != null && $Object.hasOwnProperty.call(message, "control"))
$root.mesos.v1.agent.ProcessIO.Control.encode(message.control, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ProcessIO.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.ProcessIO();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.agent.ProcessIO.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.data = $root.mesos.v1.agent.ProcessIO.Data.decode(reader, reader.size(), $undefined, _depth + 1, message.data);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.control = $root.mesos.v1.agent.ProcessIO.Control.decode(reader, reader.size(), $undefined, _depth + 1, message.control);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
ProcessIO.Control = (function() {
const Control = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Control.prototype.type = 0;
Control.prototype.tty_info = null;
Control.prototype.heartbeat = null;
Control.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.tty_info != null && $Object.hasOwnProperty.call(message, "tty_info"))
$root.mesos.v1.TTYInfo.encode(message.tty_info, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.heartbeat != null && $Object.hasOwnProperty.call(message, "heartbeat"))
$root.mesos.v1.agent.ProcessIO.Control.Heartbeat.encode(message.heartbeat, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Control.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.ProcessIO.Control();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.agent.ProcessIO.Control.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.tty_info = $root.mesos.v1.TTYInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.tty_info);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.heartbeat = $root.mesos.v1.agent.ProcessIO.Control.Heartbeat.decode(reader, reader.size(), $undefined, _depth + 1, message.heartbeat);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Control.Heartbeat = (function() {
const Heartbeat = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Heartbeat.prototype.interval = null;
Heartbeat.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.interval != null && $Object.hasOwnProperty.call(message, "interval"))
$root.mesos.v1.DurationInfo.encode(message.interval, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Heartbeat.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.ProcessIO.Control.Heartbeat();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.interval = $root.mesos.v1.DurationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.interval);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Heartbeat;
})();
Control.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "TTY_INFO"] = 1;
values[valuesById[2] = "HEARTBEAT"] = 2;
return values;
})();
return Control;
})();
ProcessIO.Data = (function() {
const Data = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Data.prototype.type = 0;
Data.prototype.data = $util.newBuffer([]);
Data.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
writer.uint32(18).bytes(message.data);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Data.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.agent.ProcessIO.Data();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.agent.ProcessIO.Data.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.data = reader.bytes();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Data.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "STDIN"] = 1;
values[valuesById[2] = "STDOUT"] = 2;
values[valuesById[3] = "STDERR"] = 3;
return values;
})();
return Data;
})();
ProcessIO.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "DATA"] = 1;
values[valuesById[2] = "CONTROL"] = 2;
return values;
})();
return ProcessIO;
})();
return agent;
})();
v1.FrameworkID = (function() {
const FrameworkID = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
FrameworkID.prototype.value = "";
FrameworkID.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
FrameworkID.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.FrameworkID();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return FrameworkID;
})();
v1.OfferID = (function() {
const OfferID = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
OfferID.prototype.value = "";
OfferID.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
OfferID.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.OfferID();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return OfferID;
})();
v1.AgentID = (function() {
const AgentID = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
AgentID.prototype.value = "";
AgentID.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
AgentID.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.AgentID();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return AgentID;
})();
v1.TaskID = (function() {
const TaskID = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TaskID.prototype.value = "";
TaskID.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TaskID.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.TaskID();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return TaskID;
})();
v1.ExecutorID = (function() {
const ExecutorID = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ExecutorID.prototype.value = "";
ExecutorID.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ExecutorID.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.ExecutorID();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return ExecutorID;
})();
v1.ResourceProviderID = (function() {
const ResourceProviderID = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ResourceProviderID.prototype.value = "";
ResourceProviderID.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ResourceProviderID.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.ResourceProviderID();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return ResourceProviderID;
})();
v1.OperationID = (function() {
const OperationID = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
OperationID.prototype.value = "";
OperationID.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
OperationID.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.OperationID();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return OperationID;
})();
v1.ContainerID = (function() {
const ContainerID = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ContainerID.prototype.value = "";
ContainerID.prototype.parent = null;
ContainerID.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.value);
if (message.parent != null && $Object.hasOwnProperty.call(message, "parent"))
$root.mesos.v1.ContainerID.encode(message.parent, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ContainerID.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.ContainerID();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.parent = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.parent);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return ContainerID;
})();
v1.UUID = (function() {
const UUID = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
UUID.prototype.value = $util.newBuffer([]);
UUID.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).bytes(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
UUID.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.UUID();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.bytes();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return UUID;
})();
v1.TimeInfo = (function() {
const TimeInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TimeInfo.prototype.nanoseconds = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
TimeInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).int64(message.nanoseconds);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TimeInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.TimeInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.nanoseconds = reader.int64();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "nanoseconds"))
throw $util.ProtocolError("missing required 'nanoseconds'", { instance: message });
return message;
};
return TimeInfo;
})();
v1.DurationInfo = (function() {
const DurationInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DurationInfo.prototype.nanoseconds = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
DurationInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).int64(message.nanoseconds);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DurationInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.DurationInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.nanoseconds = reader.int64();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "nanoseconds"))
throw $util.ProtocolError("missing required 'nanoseconds'", { instance: message });
return message;
};
return DurationInfo;
})();
v1.Label = (function() {
const Label = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Label.prototype.key = "";
Label.prototype.value = "";
Label.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.key);
if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
writer.uint32(18).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Label.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Label();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.key = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "key"))
throw $util.ProtocolError("missing required 'key'", { instance: message });
return message;
};
return Label;
})();
v1.Labels = (function() {
const Labels = function (properties) {
this.labels = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Labels.prototype.labels = $util.emptyArray;
Labels.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.labels != null && message.labels.length)
for (let i = 0; i < message.labels.length; ++i)
$root.mesos.v1.Label.encode(message.labels[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Labels.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Labels();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.labels && message.labels.length))
message.labels = [];
message.labels.push($root.mesos.v1.Label.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Labels;
})();
v1.Parameter = (function() {
const Parameter = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Parameter.prototype.key = "";
Parameter.prototype.value = "";
Parameter.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.key);
writer.uint32(18).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Parameter.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Parameter();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.key = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "key"))
throw $util.ProtocolError("missing required 'key'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return Parameter;
})();
v1.Parameters = (function() {
const Parameters = function (properties) {
this.parameter = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Parameters.prototype.parameter = $util.emptyArray;
Parameters.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.parameter != null && message.parameter.length)
for (let i = 0; i < message.parameter.length; ++i)
$root.mesos.v1.Parameter.encode(message.parameter[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Parameters.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Parameters();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.parameter && message.parameter.length))
message.parameter = [];
message.parameter.push($root.mesos.v1.Parameter.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Parameters;
})();
v1.Address = (function() {
const Address = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Address.prototype.hostname = "";
Address.prototype.ip = "";
Address.prototype.port = 0;
Address.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
writer.uint32(10).string(message.hostname);
if (message.ip != null && $Object.hasOwnProperty.call(message, "ip"))
writer.uint32(18).string(message.ip);
writer.uint32(24).int32(message.port);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Address.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Address();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.hostname = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.ip = reader.string();
continue;
}
case 3: {
if (wireType !== 0)
break;
message.port = reader.int32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "port"))
throw $util.ProtocolError("missing required 'port'", { instance: message });
return message;
};
return Address;
})();
v1.URL = (function() {
const URL = function (properties) {
this.query = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
URL.prototype.scheme = "";
URL.prototype.address = null;
URL.prototype.path = "";
URL.prototype.query = $util.emptyArray;
URL.prototype.fragment = "";
URL.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.scheme);
$root.mesos.v1.Address.encode(message.address, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
writer.uint32(26).string(message.path);
if (message.query != null && message.query.length)
for (let i = 0; i < message.query.length; ++i)
$root.mesos.v1.Parameter.encode(message.query[i], writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.fragment != null && $Object.hasOwnProperty.call(message, "fragment"))
writer.uint32(42).string(message.fragment);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
URL.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.URL();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.scheme = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.address = $root.mesos.v1.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.address);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.path = reader.string();
continue;
}
case 4: {
if (wireType !== 2)
break;
if (!(message.query && message.query.length))
message.query = [];
message.query.push($root.mesos.v1.Parameter.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 5: {
if (wireType !== 2)
break;
message.fragment = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "scheme"))
throw $util.ProtocolError("missing required 'scheme'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "address"))
throw $util.ProtocolError("missing required 'address'", { instance: message });
return message;
};
return URL;
})();
v1.MachineID = (function() {
const MachineID = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
MachineID.prototype.hostname = "";
MachineID.prototype.ip = "";
MachineID.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
writer.uint32(10).string(message.hostname);
if (message.ip != null && $Object.hasOwnProperty.call(message, "ip"))
writer.uint32(18).string(message.ip);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
MachineID.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.MachineID();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.hostname = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.ip = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return MachineID;
})();
v1.MachineInfo = (function() {
const MachineInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
MachineInfo.prototype.id = null;
MachineInfo.prototype.mode = 1;
MachineInfo.prototype.unavailability = null;
MachineInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.MachineID.encode(message.id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.mode != null && $Object.hasOwnProperty.call(message, "mode"))
writer.uint32(16).int32(message.mode);
if (message.unavailability != null && $Object.hasOwnProperty.call(message, "unavailability"))
$root.mesos.v1.Unavailability.encode(message.unavailability, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
MachineInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.MachineInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.id = $root.mesos.v1.MachineID.decode(reader, reader.size(), $undefined, _depth + 1, message.id);
continue;
}
case 2: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.MachineInfo.Mode[value] !== $undefined)
message.mode = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 3: {
if (wireType !== 2)
break;
message.unavailability = $root.mesos.v1.Unavailability.decode(reader, reader.size(), $undefined, _depth + 1, message.unavailability);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "id"))
throw $util.ProtocolError("missing required 'id'", { instance: message });
return message;
};
MachineInfo.Mode = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[1] = "UP"] = 1;
values[valuesById[2] = "DRAINING"] = 2;
values[valuesById[3] = "DOWN"] = 3;
return values;
})();
return MachineInfo;
})();
v1.Unavailability = (function() {
const Unavailability = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Unavailability.prototype.start = null;
Unavailability.prototype.duration = null;
Unavailability.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.TimeInfo.encode(message.start, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.duration != null && $Object.hasOwnProperty.call(message, "duration"))
$root.mesos.v1.DurationInfo.encode(message.duration, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Unavailability.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Unavailability();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.start = $root.mesos.v1.TimeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.start);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.duration = $root.mesos.v1.DurationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.duration);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "start"))
throw $util.ProtocolError("missing required 'start'", { instance: message });
return message;
};
return Unavailability;
})();
v1.Credential = (function() {
const Credential = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Credential.prototype.principal = "";
Credential.prototype.secret = "";
Credential.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.principal);
if (message.secret != null && $Object.hasOwnProperty.call(message, "secret"))
writer.uint32(18).string(message.secret);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Credential.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Credential();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.principal = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.secret = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "principal"))
throw $util.ProtocolError("missing required 'principal'", { instance: message });
return message;
};
return Credential;
})();
v1.Credentials = (function() {
const Credentials = function (properties) {
this.credentials = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Credentials.prototype.credentials = $util.emptyArray;
Credentials.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.credentials != null && message.credentials.length)
for (let i = 0; i < message.credentials.length; ++i)
$root.mesos.v1.Credential.encode(message.credentials[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Credentials.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Credentials();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.credentials && message.credentials.length))
message.credentials = [];
message.credentials.push($root.mesos.v1.Credential.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Credentials;
})();
v1.Secret = (function() {
const Secret = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Secret.prototype.type = 0;
Secret.prototype.reference = null;
Secret.prototype.value = null;
Secret.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.reference != null && $Object.hasOwnProperty.call(message, "reference"))
$root.mesos.v1.Secret.Reference.encode(message.reference, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
$root.mesos.v1.Secret.Value.encode(message.value, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Secret.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Secret();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Secret.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.reference = $root.mesos.v1.Secret.Reference.decode(reader, reader.size(), $undefined, _depth + 1, message.reference);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.value = $root.mesos.v1.Secret.Value.decode(reader, reader.size(), $undefined, _depth + 1, message.value);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Secret.Reference = (function() {
const Reference = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Reference.prototype.name = "";
Reference.prototype.key = "";
Reference.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
writer.uint32(18).string(message.key);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Reference.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Secret.Reference();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.key = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
return message;
};
return Reference;
})();
Secret.Value = (function() {
const Value = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Value.prototype.data = $util.newBuffer([]);
Value.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).bytes(message.data);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Value.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Secret.Value();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.data = reader.bytes();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "data"))
throw $util.ProtocolError("missing required 'data'", { instance: message });
return message;
};
return Value;
})();
Secret.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "REFERENCE"] = 1;
values[valuesById[2] = "VALUE"] = 2;
return values;
})();
return Secret;
})();
v1.Flag = (function() {
const Flag = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Flag.prototype.name = "";
Flag.prototype.value = "";
Flag.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
writer.uint32(18).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Flag.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Flag();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
return message;
};
return Flag;
})();
v1.Metric = (function() {
const Metric = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Metric.prototype.name = "";
Metric.prototype.value = 0;
Metric.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
writer.uint32(17).double(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Metric.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Metric();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 2: {
if (wireType !== 1)
break;
message.value = reader.double();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
return message;
};
return Metric;
})();
v1.RateLimit = (function() {
const RateLimit = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
RateLimit.prototype.qps = 0;
RateLimit.prototype.principal = "";
RateLimit.prototype.capacity = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
RateLimit.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.qps != null && $Object.hasOwnProperty.call(message, "qps"))
writer.uint32(9).double(message.qps);
writer.uint32(18).string(message.principal);
if (message.capacity != null && $Object.hasOwnProperty.call(message, "capacity"))
writer.uint32(24).uint64(message.capacity);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
RateLimit.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.RateLimit();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 1)
break;
message.qps = reader.double();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.principal = reader.string();
continue;
}
case 3: {
if (wireType !== 0)
break;
message.capacity = reader.uint64();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "principal"))
throw $util.ProtocolError("missing required 'principal'", { instance: message });
return message;
};
return RateLimit;
})();
v1.RateLimits = (function() {
const RateLimits = function (properties) {
this.limits = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
RateLimits.prototype.limits = $util.emptyArray;
RateLimits.prototype.aggregate_default_qps = 0;
RateLimits.prototype.aggregate_default_capacity = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
RateLimits.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.limits != null && message.limits.length)
for (let i = 0; i < message.limits.length; ++i)
$root.mesos.v1.RateLimit.encode(message.limits[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.aggregate_default_qps != null && $Object.hasOwnProperty.call(message, "aggregate_default_qps"))
writer.uint32(17).double(message.aggregate_default_qps);
if (message.aggregate_default_capacity != null && $Object.hasOwnProperty.call(message, "aggregate_default_capacity"))
writer.uint32(24).uint64(message.aggregate_default_capacity);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
RateLimits.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.RateLimits();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.limits && message.limits.length))
message.limits = [];
message.limits.push($root.mesos.v1.RateLimit.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 1)
break;
message.aggregate_default_qps = reader.double();
continue;
}
case 3: {
if (wireType !== 0)
break;
message.aggregate_default_capacity = reader.uint64();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return RateLimits;
})();
v1.VersionInfo = (function() {
const VersionInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
VersionInfo.prototype.version = "";
VersionInfo.prototype.build_date = "";
VersionInfo.prototype.build_time = 0;
VersionInfo.prototype.build_user = "";
VersionInfo.prototype.git_sha = "";
VersionInfo.prototype.git_branch = "";
VersionInfo.prototype.git_tag = "";
VersionInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.version);
if (message.build_date != null && $Object.hasOwnProperty.call(message, "build_date"))
writer.uint32(18).string(message.build_date);
if (message.build_time != null && $Object.hasOwnProperty.call(message, "build_time"))
writer.uint32(25).double(message.build_time);
if (message.build_user != null && $Object.hasOwnProperty.call(message, "build_user"))
writer.uint32(34).string(message.build_user);
if (message.git_sha != null && $Object.hasOwnProperty.call(message, "git_sha"))
writer.uint32(42).string(message.git_sha);
if (message.git_branch != null && $Object.hasOwnProperty.call(message, "git_branch"))
writer.uint32(50).string(message.git_branch);
if (message.git_tag != null && $Object.hasOwnProperty.call(message, "git_tag"))
writer.uint32(58).string(message.git_tag);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
VersionInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.VersionInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.version = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.build_date = reader.string();
continue;
}
case 3: {
if (wireType !== 1)
break;
message.build_time = reader.double();
continue;
}
case 4: {
if (wireType !== 2)
break;
message.build_user = reader.string();
continue;
}
case 5: {
if (wireType !== 2)
break;
message.git_sha = reader.string();
continue;
}
case 6: {
if (wireType !== 2)
break;
message.git_branch = reader.string();
continue;
}
case 7: {
if (wireType !== 2)
break;
message.git_tag = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "version"))
throw $util.ProtocolError("missing required 'version'", { instance: message });
return message;
};
return VersionInfo;
})();
v1.FileInfo = (function() {
const FileInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
FileInfo.prototype.path = "";
FileInfo.prototype.nlink = 0;
FileInfo.prototype.size = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
FileInfo.prototype.mtime = null;
FileInfo.prototype.mode = 0;
FileInfo.prototype.uid = "";
FileInfo.prototype.gid = "";
FileInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.path);
if (message.nlink != null && $Object.hasOwnProperty.call(message, "nlink"))
writer.uint32(16).int32(message.nlink);
if (message.size != null && $Object.hasOwnProperty.call(message, "size"))
writer.uint32(24).uint64(message.size);
if (message.mtime != null && $Object.hasOwnProperty.call(message, "mtime"))
$root.mesos.v1.TimeInfo.encode(message.mtime, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.mode != null && $Object.hasOwnProperty.call(message, "mode"))
writer.uint32(40).uint32(message.mode);
if (message.uid != null && $Object.hasOwnProperty.call(message, "uid"))
writer.uint32(50).string(message.uid);
if (message.gid != null && $Object.hasOwnProperty.call(message, "gid"))
writer.uint32(58).string(message.gid);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
FileInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.FileInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.path = reader.string();
continue;
}
case 2: {
if (wireType !== 0)
break;
message.nlink = reader.int32();
continue;
}
case 3: {
if (wireType !== 0)
break;
message.size = reader.uint64();
continue;
}
case 4: {
if (wireType !== 2)
break;
message.mtime = $root.mesos.v1.TimeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.mtime);
continue;
}
case 5: {
if (wireType !== 0)
break;
message.mode = reader.uint32();
continue;
}
case 6: {
if (wireType !== 2)
break;
message.uid = reader.string();
continue;
}
case 7: {
if (wireType !== 2)
break;
message.gid = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "path"))
throw $util.ProtocolError("missing required 'path'", { instance: message });
return message;
};
return FileInfo;
})();
v1.WeightInfo = (function() {
const WeightInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
WeightInfo.prototype.weight = 0;
WeightInfo.prototype.role = "";
WeightInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(9).double(message.weight);
if (message.role != null && $Object.hasOwnProperty.call(message, "role"))
writer.uint32(18).string(message.role);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
WeightInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.WeightInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 1)
break;
message.weight = reader.double();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.role = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "weight"))
throw $util.ProtocolError("missing required 'weight'", { instance: message });
return message;
};
return WeightInfo;
})();
v1.DomainInfo = (function() {
const DomainInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DomainInfo.prototype.fault_domain = null;
DomainInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.fault_domain != null && $Object.hasOwnProperty.call(message, "fault_domain"))
$root.mesos.v1.DomainInfo.FaultDomain.encode(message.fault_domain, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DomainInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.DomainInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.fault_domain = $root.mesos.v1.DomainInfo.FaultDomain.decode(reader, reader.size(), $undefined, _depth + 1, message.fault_domain);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
DomainInfo.FaultDomain = (function() {
const FaultDomain = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
FaultDomain.prototype.region = null;
FaultDomain.prototype.zone = null;
FaultDomain.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.DomainInfo.FaultDomain.RegionInfo.encode(message.region, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.DomainInfo.FaultDomain.ZoneInfo.encode(message.zone, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
FaultDomain.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.DomainInfo.FaultDomain();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.region = $root.mesos.v1.DomainInfo.FaultDomain.RegionInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.region);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.zone = $root.mesos.v1.DomainInfo.FaultDomain.ZoneInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.zone);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "region"))
throw $util.ProtocolError("missing required 'region'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "zone"))
throw $util.ProtocolError("missing required 'zone'", { instance: message });
return message;
};
FaultDomain.RegionInfo = (function() {
const RegionInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
RegionInfo.prototype.name = "";
RegionInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
RegionInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.DomainInfo.FaultDomain.RegionInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
return message;
};
return RegionInfo;
})();
FaultDomain.ZoneInfo = (function() {
const ZoneInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ZoneInfo.prototype.name = "";
ZoneInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ZoneInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.DomainInfo.FaultDomain.ZoneInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
return message;
};
return ZoneInfo;
})();
return FaultDomain;
})();
return DomainInfo;
})();
v1.ContainerInfo = (function() {
const ContainerInfo = function (properties) {
this.volumes = [];
this.network_infos = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ContainerInfo.prototype.type = 1;
ContainerInfo.prototype.volumes = $util.emptyArray;
ContainerInfo.prototype.hostname = "";
ContainerInfo.prototype.docker = null;
ContainerInfo.prototype.mesos = null;
ContainerInfo.prototype.network_infos = $util.emptyArray;
ContainerInfo.prototype.linux_info = null;
ContainerInfo.prototype.rlimit_info = null;
ContainerInfo.prototype.tty_info = null;
ContainerInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).int32(message.type);
if (message.volumes != null && message.volumes.length)
for (let i = 0; i < message.volumes.length; ++i)
$root.mesos.v1.Volume.encode(message.volumes[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.docker != null && $Object.hasOwnProperty.call(message, "docker"))
$root.mesos.v1.ContainerInfo.DockerInfo.encode(message.docker, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
writer.uint32(34).string(message.hostname);
if (message.mesos != null && $Object.hasOwnProperty.call(message, "mesos"))
$root.mesos.v1.ContainerInfo.MesosInfo.encode(message.mesos, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.network_infos != null && message.network_infos.length)
for (let i = 0; i < message.network_infos.length; ++i)
$root.mesos.v1.NetworkInfo.encode(message.network_infos[i], writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.linux_info != null && $Object.hasOwnProperty.call(message, "linux_info"))
$root.mesos.v1.LinuxInfo.encode(message.linux_info, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.rlimit_info != null && $Object.hasOwnProperty.call(message, "rlimit_info"))
$root.mesos.v1.RLimitInfo.encode(message.rlimit_info, writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.tty_info != null && $Object.hasOwnProperty.call(message, "tty_info"))
$root.mesos.v1.TTYInfo.encode(message.tty_info, writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ContainerInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.ContainerInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.ContainerInfo.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.volumes && message.volumes.length))
message.volumes = [];
message.volumes.push($root.mesos.v1.Volume.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 4: {
if (wireType !== 2)
break;
message.hostname = reader.string();
continue;
}
case 3: {
if (wireType !== 2)
break;
message.docker = $root.mesos.v1.ContainerInfo.DockerInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.docker);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.mesos = $root.mesos.v1.ContainerInfo.MesosInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.mesos);
continue;
}
case 7: {
if (wireType !== 2)
break;
if (!(message.network_infos && message.network_infos.length))
message.network_infos = [];
message.network_infos.push($root.mesos.v1.NetworkInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 8: {
if (wireType !== 2)
break;
message.linux_info = $root.mesos.v1.LinuxInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.linux_info);
continue;
}
case 9: {
if (wireType !== 2)
break;
message.rlimit_info = $root.mesos.v1.RLimitInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.rlimit_info);
continue;
}
case 10: {
if (wireType !== 2)
break;
message.tty_info = $root.mesos.v1.TTYInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.tty_info);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "type"))
throw $util.ProtocolError("missing required 'type'", { instance: message });
return message;
};
ContainerInfo.DockerInfo = (function() {
const DockerInfo = function (properties) {
this.port_mappings = [];
this.parameters = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DockerInfo.prototype.image = "";
DockerInfo.prototype.network = 1;
DockerInfo.prototype.port_mappings = $util.emptyArray;
DockerInfo.prototype.privileged = false;
DockerInfo.prototype.parameters = $util.emptyArray;
DockerInfo.prototype.force_pull_image = false;
DockerInfo.prototype.volume_driver = "";
DockerInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.image);
if (message.network != null && $Object.hasOwnProperty.call(message, "network"))
writer.uint32(16).int32(message.network);
if (message.port_mappings != null && message.port_mappings.length)
for (let i = 0; i < message.port_mappings.length; ++i)
$root.mesos.v1.ContainerInfo.DockerInfo.PortMapping.encode(message.port_mappings[i], writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.privileged != null && $Object.hasOwnProperty.call(message, "privileged"))
writer.uint32(32).bool(message.privileged);
if (message.parameters != null && message.parameters.length)
for (let i = 0; i < message.parameters.length; ++i)
$root.mesos.v1.Parameter.encode(message.parameters[i], writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.force_pull_image != null && $Object.hasOwnProperty.call(message, "force_pull_image"))
writer.uint32(48).bool(message.force_pull_image);
if (message.volume_driver != null && $Object.hasOwnProperty.call(message, "volume_driver"))
writer.uint32(58).string(message.volume_driver);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DockerInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.ContainerInfo.DockerInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.image = reader.string();
continue;
}
case 2: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.ContainerInfo.DockerInfo.Network[value] !== $undefined)
message.network = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 3: {
if (wireType !== 2)
break;
if (!(message.port_mappings && message.port_mappings.length))
message.port_mappings = [];
message.port_mappings.push($root.mesos.v1.ContainerInfo.DockerInfo.PortMapping.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 4: {
if (wireType !== 0)
break;
message.privileged = reader.bool();
continue;
}
case 5: {
if (wireType !== 2)
break;
if (!(message.parameters && message.parameters.length))
message.parameters = [];
message.parameters.push($root.mesos.v1.Parameter.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 6: {
if (wireType !== 0)
break;
message.force_pull_image = reader.bool();
continue;
}
case 7: {
if (wireType !== 2)
break;
message.volume_driver = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "image"))
throw $util.ProtocolError("missing required 'image'", { instance: message });
return message;
};
DockerInfo.PortMapping = (function() {
const PortMapping = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
PortMapping.prototype.host_port = 0;
PortMapping.prototype.container_port = 0;
PortMapping.prototype.protocol = "";
PortMapping.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.host_port);
writer.uint32(16).uint32(message.container_port);
if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
writer.uint32(26).string(message.protocol);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
PortMapping.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.ContainerInfo.DockerInfo.PortMapping();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.host_port = reader.uint32();
continue;
}
case 2: {
if (wireType !== 0)
break;
message.container_port = reader.uint32();
continue;
}
case 3: {
if (wireType !== 2)
break;
message.protocol = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "host_port"))
throw $util.ProtocolError("missing required 'host_port'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "container_port"))
throw $util.ProtocolError("missing required 'container_port'", { instance: message });
return message;
};
return PortMapping;
})();
DockerInfo.Network = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[1] = "HOST"] = 1;
values[valuesById[2] = "BRIDGE"] = 2;
values[valuesById[3] = "NONE"] = 3;
values[valuesById[4] = "USER"] = 4;
return values;
})();
return DockerInfo;
})();
ContainerInfo.MesosInfo = (function() {
const MesosInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
MesosInfo.prototype.image = null;
MesosInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.image != null && $Object.hasOwnProperty.call(message, "image"))
$root.mesos.v1.Image.encode(message.image, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
MesosInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.ContainerInfo.MesosInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.image = $root.mesos.v1.Image.decode(reader, reader.size(), $undefined, _depth + 1, message.image);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return MesosInfo;
})();
ContainerInfo.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[1] = "DOCKER"] = 1;
values[valuesById[2] = "MESOS"] = 2;
return values;
})();
return ContainerInfo;
})();
v1.Image = (function() {
const Image = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Image.prototype.type = 1;
Image.prototype.appc = null;
Image.prototype.docker = null;
Image.prototype.cached = true;
Image.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).int32(message.type);
if (message.appc != null && $Object.hasOwnProperty.call(message, "appc"))
$root.mesos.v1.Image.Appc.encode(message.appc, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.docker != null && $Object.hasOwnProperty.call(message, "docker"))
$root.mesos.v1.Image.Docker.encode(message.docker, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.cached != null && $Object.hasOwnProperty.call(message, "cached"))
writer.uint32(32).bool(message.cached);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Image.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Image();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Image.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.appc = $root.mesos.v1.Image.Appc.decode(reader, reader.size(), $undefined, _depth + 1, message.appc);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.docker = $root.mesos.v1.Image.Docker.decode(reader, reader.size(), $undefined, _depth + 1, message.docker);
continue;
}
case 4: {
if (wireType !== 0)
break;
message.cached = reader.bool();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "type"))
throw $util.ProtocolError("missing required 'type'", { instance: message });
return message;
};
Image.Docker = (function() {
const Docker = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Docker.prototype.name = "";
Docker.prototype.credential = null;
Docker.prototype.config = null;
Docker.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
if (message.credential != null && $Object.hasOwnProperty.call(message, "credential"))
$root.mesos.v1.Credential.encode(message.credential, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.config != null && $Object.hasOwnProperty.call(message, "config"))
$root.mesos.v1.Secret.encode(message.config, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Docker.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Image.Docker();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.credential = $root.mesos.v1.Credential.decode(reader, reader.size(), $undefined, _depth + 1, message.credential);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.config = $root.mesos.v1.Secret.decode(reader, reader.size(), $undefined, _depth + 1, message.config);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
return message;
};
return Docker;
})();
Image.Appc = (function() {
const Appc = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Appc.prototype.name = "";
Appc.prototype.id = "";
Appc.prototype.labels = null;
Appc.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
writer.uint32(18).string(message.id);
if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
$root.mesos.v1.Labels.encode(message.labels, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Appc.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Image.Appc();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.id = reader.string();
continue;
}
case 3: {
if (wireType !== 2)
break;
message.labels = $root.mesos.v1.Labels.decode(reader, reader.size(), $undefined, _depth + 1, message.labels);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
return message;
};
return Appc;
})();
Image.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[1] = "APPC"] = 1;
values[valuesById[2] = "DOCKER"] = 2;
return values;
})();
return Image;
})();
v1.NetworkInfo = (function() {
const NetworkInfo = function (properties) {
this.ip_addresses = [];
this.groups = [];
this.port_mappings = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
NetworkInfo.prototype.ip_addresses = $util.emptyArray;
NetworkInfo.prototype.name = "";
NetworkInfo.prototype.groups = $util.emptyArray;
NetworkInfo.prototype.labels = null;
NetworkInfo.prototype.port_mappings = $util.emptyArray;
NetworkInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.groups != null && message.groups.length)
for (let i = 0; i < message.groups.length; ++i)
writer.uint32(26).string(message.groups[i]);
if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
$root.mesos.v1.Labels.encode(message.labels, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.ip_addresses != null && message.ip_addresses.length)
for (let i = 0; i < message.ip_addresses.length; ++i)
$root.mesos.v1.NetworkInfo.IPAddress.encode(message.ip_addresses[i], writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
writer.uint32(50).string(message.name);
if (message.port_mappings != null && message.port_mappings.length)
for (let i = 0; i < message.port_mappings.length; ++i)
$root.mesos.v1.NetworkInfo.PortMapping.encode(message.port_mappings[i], writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
NetworkInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.NetworkInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 5: {
if (wireType !== 2)
break;
if (!(message.ip_addresses && message.ip_addresses.length))
message.ip_addresses = [];
message.ip_addresses.push($root.mesos.v1.NetworkInfo.IPAddress.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 6: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 3: {
if (wireType !== 2)
break;
if (!(message.groups && message.groups.length))
message.groups = [];
message.groups.push(reader.string());
continue;
}
case 4: {
if (wireType !== 2)
break;
message.labels = $root.mesos.v1.Labels.decode(reader, reader.size(), $undefined, _depth + 1, message.labels);
continue;
}
case 7: {
if (wireType !== 2)
break;
if (!(message.port_mappings && message.port_mappings.length))
message.port_mappings = [];
message.port_mappings.push($root.mesos.v1.NetworkInfo.PortMapping.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
NetworkInfo.PortMapping = (function() {
const PortMapping = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
PortMapping.prototype.host_port = 0;
PortMapping.prototype.container_port = 0;
PortMapping.prototype.protocol = "";
PortMapping.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.host_port);
writer.uint32(16).uint32(message.container_port);
if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
writer.uint32(26).string(message.protocol);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
PortMapping.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.NetworkInfo.PortMapping();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.host_port = reader.uint32();
continue;
}
case 2: {
if (wireType !== 0)
break;
message.container_port = reader.uint32();
continue;
}
case 3: {
if (wireType !== 2)
break;
message.protocol = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "host_port"))
throw $util.ProtocolError("missing required 'host_port'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "container_port"))
throw $util.ProtocolError("missing required 'container_port'", { instance: message });
return message;
};
return PortMapping;
})();
NetworkInfo.IPAddress = (function() {
const IPAddress = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
IPAddress.prototype.protocol = 1;
IPAddress.prototype.ip_address = "";
IPAddress.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
writer.uint32(8).int32(message.protocol);
if (message.ip_address != null && $Object.hasOwnProperty.call(message, "ip_address"))
writer.uint32(18).string(message.ip_address);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
IPAddress.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.NetworkInfo.IPAddress();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.NetworkInfo.Protocol[value] !== $undefined)
message.protocol = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.ip_address = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return IPAddress;
})();
NetworkInfo.Protocol = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[1] = "IPv4"] = 1;
values[valuesById[2] = "IPv6"] = 2;
return values;
})();
return NetworkInfo;
})();
v1.Volume = (function() {
const Volume = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Volume.prototype.mode = 1;
Volume.prototype.container_path = "";
Volume.prototype.host_path = "";
Volume.prototype.image = null;
Volume.prototype.source = null;
Volume.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.container_path);
if (message.host_path != null && $Object.hasOwnProperty.call(message, "host_path"))
writer.uint32(18).string(message.host_path);
writer.uint32(24).int32(message.mode);
if (message.image != null && $Object.hasOwnProperty.call(message, "image"))
$root.mesos.v1.Image.encode(message.image, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
$root.mesos.v1.Volume.Source.encode(message.source, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Volume.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Volume();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 3: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Volume.Mode[value] !== $undefined)
message.mode = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 1: {
if (wireType !== 2)
break;
message.container_path = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.host_path = reader.string();
continue;
}
case 4: {
if (wireType !== 2)
break;
message.image = $root.mesos.v1.Image.decode(reader, reader.size(), $undefined, _depth + 1, message.image);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.source = $root.mesos.v1.Volume.Source.decode(reader, reader.size(), $undefined, _depth + 1, message.source);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "mode"))
throw $util.ProtocolError("missing required 'mode'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "container_path"))
throw $util.ProtocolError("missing required 'container_path'", { instance: message });
return message;
};
Volume.Source = (function() {
const Source = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Source.prototype.type = 0;
Source.prototype.docker_volume = null;
Source.prototype.host_path = null;
Source.prototype.sandbox_path = null;
Source.prototype.secret = null;
Source.prototype.csi_volume = null;
Source.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.docker_volume != null && $Object.hasOwnProperty.call(message, "docker_volume"))
$root.mesos.v1.Volume.Source.DockerVolume.encode(message.docker_volume, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.sandbox_path != null && $Object.hasOwnProperty.call(message, "sandbox_path"))
$root.mesos.v1.Volume.Source.SandboxPath.encode(message.sandbox_path, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.secret != null && $Object.hasOwnProperty.call(message, "secret"))
$root.mesos.v1.Secret.encode(message.secret, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.host_path != null && $Object.hasOwnProperty.call(message, "host_path"))
$root.mesos.v1.Volume.Source.HostPath.encode(message.host_path, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.csi_volume != null && $Object.hasOwnProperty.call(message, "csi_volume"))
$root.mesos.v1.Volume.Source.CSIVolume.encode(message.csi_volume, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Source.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Volume.Source();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Volume.Source.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.docker_volume = $root.mesos.v1.Volume.Source.DockerVolume.decode(reader, reader.size(), $undefined, _depth + 1, message.docker_volume);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.host_path = $root.mesos.v1.Volume.Source.HostPath.decode(reader, reader.size(), $undefined, _depth + 1, message.host_path);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.sandbox_path = $root.mesos.v1.Volume.Source.SandboxPath.decode(reader, reader.size(), $undefined, _depth + 1, message.sandbox_path);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.secret = $root.mesos.v1.Secret.decode(reader, reader.size(), $undefined, _depth + 1, message.secret);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.csi_volume = $root.mesos.v1.Volume.Source.CSIVolume.decode(reader, reader.size(), $undefined, _depth + 1, message.csi_volume);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Source.DockerVolume = (function() {
const DockerVolume = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DockerVolume.prototype.driver = "";
DockerVolume.prototype.name = "";
DockerVolume.prototype.driver_options = null;
DockerVolume.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.driver != null && $Object.hasOwnProperty.call(message, "driver"))
writer.uint32(10).string(message.driver);
writer.uint32(18).string(message.name);
if (message.driver_options != null && $Object.hasOwnProperty.call(message, "driver_options"))
$root.mesos.v1.Parameters.encode(message.driver_options, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DockerVolume.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Volume.Source.DockerVolume();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.driver = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 3: {
if (wireType !== 2)
break;
message.driver_options = $root.mesos.v1.Parameters.decode(reader, reader.size(), $undefined, _depth + 1, message.driver_options);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
return message;
};
return DockerVolume;
})();
Source.CSIVolume = (function() {
const CSIVolume = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
CSIVolume.prototype.plugin_name = "";
CSIVolume.prototype.static_provisioning = null;
CSIVolume.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.plugin_name);
if (message.static_provisioning != null && $Object.hasOwnProperty.call(message, "static_provisioning"))
$root.mesos.v1.Volume.Source.CSIVolume.StaticProvisioning.encode(message.static_provisioning, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
CSIVolume.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Volume.Source.CSIVolume();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.plugin_name = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.static_provisioning = $root.mesos.v1.Volume.Source.CSIVolume.StaticProvisioning.decode(reader, reader.size(), $undefined, _depth + 1, message.static_provisioning);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "plugin_name"))
throw $util.ProtocolError("missing required 'plugin_name'", { instance: message });
return message;
};
CSIVolume.StaticProvisioning = (function() {
const StaticProvisioning = function (properties) {
this.node_stage_secrets = {};
this.node_publish_secrets = {};
this.volume_context = {};
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
StaticProvisioning.prototype.volume_id = "";
StaticProvisioning.prototype.volume_capability = null;
StaticProvisioning.prototype.node_stage_secrets = $util.emptyObject;
StaticProvisioning.prototype.node_publish_secrets = $util.emptyObject;
StaticProvisioning.prototype.volume_context = $util.emptyObject;
StaticProvisioning.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.volume_id);
$root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability.encode(message.volume_capability, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.node_stage_secrets != null && $Object.hasOwnProperty.call(message, "node_stage_secrets"))
for (let keys = $Object.keys(message.node_stage_secrets), i = 0; i < keys.length; ++i) {
writer.uint32(26).fork().uint32(10).string(keys[i]);
$root.mesos.v1.Secret.encode(message.node_stage_secrets[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
}
if (message.node_publish_secrets != null && $Object.hasOwnProperty.call(message, "node_publish_secrets"))
for (let keys = $Object.keys(message.node_publish_secrets), i = 0; i < keys.length; ++i) {
writer.uint32(34).fork().uint32(10).string(keys[i]);
$root.mesos.v1.Secret.encode(message.node_publish_secrets[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
}
if (message.volume_context != null && $Object.hasOwnProperty.call(message, "volume_context"))
for (let keys = $Object.keys(message.volume_context), i = 0; i < keys.length; ++i)
writer.uint32(42).fork().uint32(10).string(keys[i]).uint32(18).string(message.volume_context[keys[i]]).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
StaticProvisioning.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, key, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Volume.Source.CSIVolume.StaticProvisioning();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.volume_id = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.volume_capability = $root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability.decode(reader, reader.size(), $undefined, _depth + 1, message.volume_capability);
continue;
}
case 3: {
if (wireType !== 2)
break;
if (message.node_stage_secrets === $util.emptyObject)
message.node_stage_secrets = {};
let end2 = reader.size() + reader.pos;
if (end2 > reader.len)
throw $RangeError("index out of range");
reader.len = end2;
key = "";
value = null;
while (reader.pos < end2) {
let tag2 = reader.tag();
wireType = tag2 & 7;
switch (tag2 >>>= 3) {
case 1:
if (wireType !== 2)
break;
key = reader.string();
continue;
case 2:
if (wireType !== 2)
break;
value = $root.mesos.v1.Secret.decode(reader, reader.size(), $undefined, _depth + 1, value);
continue;
}
reader.skipType(wireType, _depth, tag2);
}
if (reader.pos !== end2)
throw $RangeError("index out of range");
reader.len = end;
if (key === "__proto__")
$util.makeProp(message.node_stage_secrets, key);
message.node_stage_secrets[key] = value || new $root.mesos.v1.Secret();
continue;
}
case 4: {
if (wireType !== 2)
break;
if (message.node_publish_secrets === $util.emptyObject)
message.node_publish_secrets = {};
let end2 = reader.size() + reader.pos;
if (end2 > reader.len)
throw $RangeError("index out of range");
reader.len = end2;
key = "";
value = null;
while (reader.pos < end2) {
let tag2 = reader.tag();
wireType = tag2 & 7;
switch (tag2 >>>= 3) {
case 1:
if (wireType !== 2)
break;
key = reader.string();
continue;
case 2:
if (wireType !== 2)
break;
value = $root.mesos.v1.Secret.decode(reader, reader.size(), $undefined, _depth + 1, value);
continue;
}
reader.skipType(wireType, _depth, tag2);
}
if (reader.pos !== end2)
throw $RangeError("index out of range");
reader.len = end;
if (key === "__proto__")
$util.makeProp(message.node_publish_secrets, key);
message.node_publish_secrets[key] = value || new $root.mesos.v1.Secret();
continue;
}
case 5: {
if (wireType !== 2)
break;
if (message.volume_context === $util.emptyObject)
message.volume_context = {};
let end2 = reader.size() + reader.pos;
if (end2 > reader.len)
throw $RangeError("index out of range");
reader.len = end2;
key = "";
value = "";
while (reader.pos < end2) {
let tag2 = reader.tag();
wireType = tag2 & 7;
switch (tag2 >>>= 3) {
case 1:
if (wireType !== 2)
break;
key = reader.string();
continue;
case 2:
if (wireType !== 2)
break;
value = reader.string();
continue;
}
reader.skipType(wireType, _depth, tag2);
}
if (reader.pos !== end2)
throw $RangeError("index out of range");
reader.len = end;
if (key === "__proto__")
$util.makeProp(message.volume_context, key);
message.volume_context[key] = value;
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "volume_id"))
throw $util.ProtocolError("missing required 'volume_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "volume_capability"))
throw $util.ProtocolError("missing required 'volume_capability'", { instance: message });
return message;
};
return StaticProvisioning;
})();
CSIVolume.VolumeCapability = (function() {
const VolumeCapability = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
VolumeCapability.prototype.block = null;
VolumeCapability.prototype.mount = null;
VolumeCapability.prototype.access_mode = null;
let $oneOfFields;
$Object.defineProperty(VolumeCapability.prototype, "access_type", {
get: $util.oneOfGetter($oneOfFields = ["block", "mount"]),
set: $util.oneOfSetter($oneOfFields)
});
VolumeCapability.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.block != null && $Object.hasOwnProperty.call(message, "block"))
$root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability.BlockVolume.encode(message.block, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.mount != null && $Object.hasOwnProperty.call(message, "mount"))
$root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability.MountVolume.encode(message.mount, writer.uint32(18).fork(), _depth + 1).ldelim();
$root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability.AccessMode.encode(message.access_mode, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
VolumeCapability.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.block = $root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability.BlockVolume.decode(reader, reader.size(), $undefined, _depth + 1, message.block);
message.access_type = "block";
continue;
}
case 2: {
if (wireType !== 2)
break;
message.mount = $root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability.MountVolume.decode(reader, reader.size(), $undefined, _depth + 1, message.mount);
message.access_type = "mount";
continue;
}
case 3: {
if (wireType !== 2)
break;
message.access_mode = $root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability.AccessMode.decode(reader, reader.size(), $undefined, _depth + 1, message.access_mode);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "access_mode"))
throw $util.ProtocolError("missing required 'access_mode'", { instance: message });
return message;
};
VolumeCapability.MountVolume = (function() {
const MountVolume = function (properties) {
this.mount_flags = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
MountVolume.prototype.fs_type = "";
MountVolume.prototype.mount_flags = $util.emptyArray;
MountVolume.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.fs_type != null && $Object.hasOwnProperty.call(message, "fs_type"))
writer.uint32(10).string(message.fs_type);
if (message.mount_flags != null && message.mount_flags.length)
for (let i = 0; i < message.mount_flags.length; ++i)
writer.uint32(18).string(message.mount_flags[i]);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
MountVolume.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability.MountVolume();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.fs_type = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.mount_flags && message.mount_flags.length))
message.mount_flags = [];
message.mount_flags.push(reader.string());
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return MountVolume;
})();
VolumeCapability.AccessMode = (function() {
const AccessMode = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
AccessMode.prototype.mode = 0;
AccessMode.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).int32(message.mode);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
AccessMode.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability.AccessMode();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability.AccessMode.Mode[value] !== $undefined)
message.mode = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "mode"))
throw $util.ProtocolError("missing required 'mode'", { instance: message });
return message;
};
AccessMode.Mode = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "SINGLE_NODE_WRITER"] = 1;
values[valuesById[2] = "SINGLE_NODE_READER_ONLY"] = 2;
values[valuesById[3] = "MULTI_NODE_READER_ONLY"] = 3;
values[valuesById[4] = "MULTI_NODE_SINGLE_WRITER"] = 4;
values[valuesById[5] = "MULTI_NODE_MULTI_WRITER"] = 5;
return values;
})();
return AccessMode;
})();
VolumeCapability.BlockVolume = (function() {
const BlockVolume = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
BlockVolume.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
BlockVolume.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Volume.Source.CSIVolume.VolumeCapability.BlockVolume();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
reader.skipType(tag & 7, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return BlockVolume;
})();
return VolumeCapability;
})();
return CSIVolume;
})();
Source.HostPath = (function() {
const HostPath = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
HostPath.prototype.path = "";
HostPath.prototype.mount_propagation = null;
HostPath.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.path);
if (message.mount_propagation != null && $Object.hasOwnProperty.call(message, "mount_propagation"))
$root.mesos.v1.MountPropagation.encode(message.mount_propagation, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
HostPath.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Volume.Source.HostPath();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.path = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.mount_propagation = $root.mesos.v1.MountPropagation.decode(reader, reader.size(), $undefined, _depth + 1, message.mount_propagation);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "path"))
throw $util.ProtocolError("missing required 'path'", { instance: message });
return message;
};
return HostPath;
})();
Source.SandboxPath = (function() {
const SandboxPath = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
SandboxPath.prototype.type = 0;
SandboxPath.prototype.path = "";
SandboxPath.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
writer.uint32(18).string(message.path);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
SandboxPath.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Volume.Source.SandboxPath();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Volume.Source.SandboxPath.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.path = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "path"))
throw $util.ProtocolError("missing required 'path'", { instance: message });
return message;
};
SandboxPath.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "SELF"] = 1;
values[valuesById[2] = "PARENT"] = 2;
return values;
})();
return SandboxPath;
})();
Source.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "DOCKER_VOLUME"] = 1;
values[valuesById[2] = "SANDBOX_PATH"] = 2;
values[valuesById[3] = "SECRET"] = 3;
values[valuesById[4] = "HOST_PATH"] = 4;
values[valuesById[5] = "CSI_VOLUME"] = 5;
return values;
})();
return Source;
})();
Volume.Mode = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[1] = "RW"] = 1;
values[valuesById[2] = "RO"] = 2;
return values;
})();
return Volume;
})();
v1.MountPropagation = (function() {
const MountPropagation = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
MountPropagation.prototype.mode = 0;
MountPropagation.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.mode != null && $Object.hasOwnProperty.call(message, "mode"))
writer.uint32(8).int32(message.mode);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
MountPropagation.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.MountPropagation();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.MountPropagation.Mode[value] !== $undefined)
message.mode = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
MountPropagation.Mode = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "HOST_TO_CONTAINER"] = 1;
values[valuesById[2] = "BIDIRECTIONAL"] = 2;
return values;
})();
return MountPropagation;
})();
v1.LinuxInfo = (function() {
const LinuxInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
LinuxInfo.prototype.capability_info = null;
LinuxInfo.prototype.bounding_capabilities = null;
LinuxInfo.prototype.effective_capabilities = null;
LinuxInfo.prototype.share_pid_namespace = false;
LinuxInfo.prototype.seccomp = null;
LinuxInfo.prototype.ipc_mode = 0;
LinuxInfo.prototype.shm_size = 0;
LinuxInfo.prototype.share_cgroups = true;
LinuxInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.capability_info != null && $Object.hasOwnProperty.call(message, "capability_info"))
$root.mesos.v1.CapabilityInfo.encode(message.capability_info, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.bounding_capabilities != null && $Object.hasOwnProperty.call(message, "bounding_capabilities"))
$root.mesos.v1.CapabilityInfo.encode(message.bounding_capabilities, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.effective_capabilities != null && $Object.hasOwnProperty.call(message, "effective_capabilities"))
$root.mesos.v1.CapabilityInfo.encode(message.effective_capabilities, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.share_pid_namespace != null && $Object.hasOwnProperty.call(message, "share_pid_namespace"))
writer.uint32(32).bool(message.share_pid_namespace);
if (message.seccomp != null && $Object.hasOwnProperty.call(message, "seccomp"))
$root.mesos.v1.SeccompInfo.encode(message.seccomp, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.ipc_mode != null && $Object.hasOwnProperty.call(message, "ipc_mode"))
writer.uint32(48).int32(message.ipc_mode);
if (message.shm_size != null && $Object.hasOwnProperty.call(message, "shm_size"))
writer.uint32(56).uint32(message.shm_size);
if (message.share_cgroups != null && $Object.hasOwnProperty.call(message, "share_cgroups"))
writer.uint32(64).bool(message.share_cgroups);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
LinuxInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.LinuxInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.capability_info = $root.mesos.v1.CapabilityInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.capability_info);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.bounding_capabilities = $root.mesos.v1.CapabilityInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.bounding_capabilities);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.effective_capabilities = $root.mesos.v1.CapabilityInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.effective_capabilities);
continue;
}
case 4: {
if (wireType !== 0)
break;
message.share_pid_namespace = reader.bool();
continue;
}
case 5: {
if (wireType !== 2)
break;
message.seccomp = $root.mesos.v1.SeccompInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.seccomp);
continue;
}
case 6: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.LinuxInfo.IpcMode[value] !== $undefined)
message.ipc_mode = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 7: {
if (wireType !== 0)
break;
message.shm_size = reader.uint32();
continue;
}
case 8: {
if (wireType !== 0)
break;
message.share_cgroups = reader.bool();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
LinuxInfo.IpcMode = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "PRIVATE"] = 1;
values[valuesById[2] = "SHARE_PARENT"] = 2;
return values;
})();
return LinuxInfo;
})();
v1.CapabilityInfo = (function() {
const CapabilityInfo = function (properties) {
this.capabilities = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
CapabilityInfo.prototype.capabilities = $util.emptyArray;
CapabilityInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.capabilities != null && message.capabilities.length)
for (let i = 0; i < message.capabilities.length; ++i)
writer.uint32(8).int32(message.capabilities[i]);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
CapabilityInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CapabilityInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType === 2) {
let end2 = reader.size() + reader.pos;
if (end2 > reader.len)
throw $RangeError("index out of range");
reader.len = end2;
while (reader.pos < end2) {
start = reader.pos;
value = reader.int32();
if ($root.mesos.v1.CapabilityInfo.Capability[value] !== $undefined) {
if (!(message.capabilities && message.capabilities.length))
message.capabilities = [];
message.capabilities.push(value);
} else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push($util.rawField(1, 0, reader.raw(start, reader.pos)));
}
}
if (reader.pos !== end2)
throw $RangeError("index out of range");
reader.len = end;
continue;
}
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.CapabilityInfo.Capability[value] !== $undefined) {
if (!(message.capabilities && message.capabilities.length))
message.capabilities = [];
message.capabilities.push(value);
} else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
CapabilityInfo.Capability = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1000] = "CHOWN"] = 1000;
values[valuesById[1001] = "DAC_OVERRIDE"] = 1001;
values[valuesById[1002] = "DAC_READ_SEARCH"] = 1002;
values[valuesById[1003] = "FOWNER"] = 1003;
values[valuesById[1004] = "FSETID"] = 1004;
values[valuesById[1005] = "KILL"] = 1005;
values[valuesById[1006] = "SETGID"] = 1006;
values[valuesById[1007] = "SETUID"] = 1007;
values[valuesById[1008] = "SETPCAP"] = 1008;
values[valuesById[1009] = "LINUX_IMMUTABLE"] = 1009;
values[valuesById[1010] = "NET_BIND_SERVICE"] = 1010;
values[valuesById[1011] = "NET_BROADCAST"] = 1011;
values[valuesById[1012] = "NET_ADMIN"] = 1012;
values[valuesById[1013] = "NET_RAW"] = 1013;
values[valuesById[1014] = "IPC_LOCK"] = 1014;
values[valuesById[1015] = "IPC_OWNER"] = 1015;
values[valuesById[1016] = "SYS_MODULE"] = 1016;
values[valuesById[1017] = "SYS_RAWIO"] = 1017;
values[valuesById[1018] = "SYS_CHROOT"] = 1018;
values[valuesById[1019] = "SYS_PTRACE"] = 1019;
values[valuesById[1020] = "SYS_PACCT"] = 1020;
values[valuesById[1021] = "SYS_ADMIN"] = 1021;
values[valuesById[1022] = "SYS_BOOT"] = 1022;
values[valuesById[1023] = "SYS_NICE"] = 1023;
values[valuesById[1024] = "SYS_RESOURCE"] = 1024;
values[valuesById[1025] = "SYS_TIME"] = 1025;
values[valuesById[1026] = "SYS_TTY_CONFIG"] = 1026;
values[valuesById[1027] = "MKNOD"] = 1027;
values[valuesById[1028] = "LEASE"] = 1028;
values[valuesById[1029] = "AUDIT_WRITE"] = 1029;
values[valuesById[1030] = "AUDIT_CONTROL"] = 1030;
values[valuesById[1031] = "SETFCAP"] = 1031;
values[valuesById[1032] = "MAC_OVERRIDE"] = 1032;
values[valuesById[1033] = "MAC_ADMIN"] = 1033;
values[valuesById[1034] = "SYSLOG"] = 1034;
values[valuesById[1035] = "WAKE_ALARM"] = 1035;
values[valuesById[1036] = "BLOCK_SUSPEND"] = 1036;
values[valuesById[1037] = "AUDIT_READ"] = 1037;
values[valuesById[1038] = "PERFMON"] = 1038;
values[valuesById[1039] = "BPF"] = 1039;
values[valuesById[1040] = "CHECKPOINT_RESTORE"] = 1040;
return values;
})();
return CapabilityInfo;
})();
v1.SeccompInfo = (function() {
const SeccompInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
SeccompInfo.prototype.profile_name = "";
SeccompInfo.prototype.unconfined = false;
SeccompInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.profile_name != null && $Object.hasOwnProperty.call(message, "profile_name"))
writer.uint32(10).string(message.profile_name);
if (message.unconfined != null && $Object.hasOwnProperty.call(message, "unconfined"))
writer.uint32(16).bool(message.unconfined);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
SeccompInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.SeccompInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.profile_name = reader.string();
continue;
}
case 2: {
if (wireType !== 0)
break;
message.unconfined = reader.bool();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return SeccompInfo;
})();
v1.RLimitInfo = (function() {
const RLimitInfo = function (properties) {
this.rlimits = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
RLimitInfo.prototype.rlimits = $util.emptyArray;
RLimitInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.rlimits != null && message.rlimits.length)
for (let i = 0; i < message.rlimits.length; ++i)
$root.mesos.v1.RLimitInfo.RLimit.encode(message.rlimits[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
RLimitInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.RLimitInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.rlimits && message.rlimits.length))
message.rlimits = [];
message.rlimits.push($root.mesos.v1.RLimitInfo.RLimit.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
RLimitInfo.RLimit = (function() {
const RLimit = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
RLimit.prototype.type = 0;
RLimit.prototype.hard = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
RLimit.prototype.soft = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
RLimit.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.hard != null && $Object.hasOwnProperty.call(message, "hard"))
writer.uint32(16).uint64(message.hard);
if (message.soft != null && $Object.hasOwnProperty.call(message, "soft"))
writer.uint32(24).uint64(message.soft);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
RLimit.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.RLimitInfo.RLimit();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.RLimitInfo.RLimit.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 0)
break;
message.hard = reader.uint64();
continue;
}
case 3: {
if (wireType !== 0)
break;
message.soft = reader.uint64();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
RLimit.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "RLMT_AS"] = 1;
values[valuesById[2] = "RLMT_CORE"] = 2;
values[valuesById[3] = "RLMT_CPU"] = 3;
values[valuesById[4] = "RLMT_DATA"] = 4;
values[valuesById[5] = "RLMT_FSIZE"] = 5;
values[valuesById[6] = "RLMT_LOCKS"] = 6;
values[valuesById[7] = "RLMT_MEMLOCK"] = 7;
values[valuesById[8] = "RLMT_MSGQUEUE"] = 8;
values[valuesById[9] = "RLMT_NICE"] = 9;
values[valuesById[10] = "RLMT_NOFILE"] = 10;
values[valuesById[11] = "RLMT_NPROC"] = 11;
values[valuesById[12] = "RLMT_RSS"] = 12;
values[valuesById[13] = "RLMT_RTPRIO"] = 13;
values[valuesById[14] = "RLMT_RTTIME"] = 14;
values[valuesById[15] = "RLMT_SIGPENDING"] = 15;
values[valuesById[16] = "RLMT_STACK"] = 16;
return values;
})();
return RLimit;
})();
return RLimitInfo;
})();
v1.TTYInfo = (function() {
const TTYInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TTYInfo.prototype.window_size = null;
TTYInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.window_size != null && $Object.hasOwnProperty.call(message, "window_size"))
$root.mesos.v1.TTYInfo.WindowSize.encode(message.window_size, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TTYInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.TTYInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.window_size = $root.mesos.v1.TTYInfo.WindowSize.decode(reader, reader.size(), $undefined, _depth + 1, message.window_size);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
TTYInfo.WindowSize = (function() {
const WindowSize = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
WindowSize.prototype.rows = 0;
WindowSize.prototype.columns = 0;
WindowSize.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.rows);
writer.uint32(16).uint32(message.columns);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
WindowSize.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.TTYInfo.WindowSize();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.rows = reader.uint32();
continue;
}
case 2: {
if (wireType !== 0)
break;
message.columns = reader.uint32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "rows"))
throw $util.ProtocolError("missing required 'rows'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "columns"))
throw $util.ProtocolError("missing required 'columns'", { instance: message });
return message;
};
return WindowSize;
})();
return TTYInfo;
})();
v1.ContainerStatus = (function() {
const ContainerStatus = function (properties) {
this.network_infos = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ContainerStatus.prototype.container_id = null;
ContainerStatus.prototype.network_infos = $util.emptyArray;
ContainerStatus.prototype.cgroup_info = null;
ContainerStatus.prototype.executor_pid = 0;
ContainerStatus.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.network_infos != null && message.network_infos.length)
for (let i = 0; i < message.network_infos.length; ++i)
$root.mesos.v1.NetworkInfo.encode(message.network_infos[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.cgroup_info != null && $Object.hasOwnProperty.call(message, "cgroup_info"))
$root.mesos.v1.CgroupInfo.encode(message.cgroup_info, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.executor_pid != null && $Object.hasOwnProperty.call(message, "executor_pid"))
writer.uint32(24).uint32(message.executor_pid);
if (message.container_id != null && $Object.hasOwnProperty.call(message, "container_id"))
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ContainerStatus.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.ContainerStatus();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 4: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
case 1: {
if (wireType !== 2)
break;
if (!(message.network_infos && message.network_infos.length))
message.network_infos = [];
message.network_infos.push($root.mesos.v1.NetworkInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
message.cgroup_info = $root.mesos.v1.CgroupInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.cgroup_info);
continue;
}
case 3: {
if (wireType !== 0)
break;
message.executor_pid = reader.uint32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return ContainerStatus;
})();
v1.CgroupInfo = (function() {
const CgroupInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
CgroupInfo.prototype.net_cls = null;
CgroupInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.net_cls != null && $Object.hasOwnProperty.call(message, "net_cls"))
$root.mesos.v1.CgroupInfo.NetCls.encode(message.net_cls, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
CgroupInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CgroupInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.net_cls = $root.mesos.v1.CgroupInfo.NetCls.decode(reader, reader.size(), $undefined, _depth + 1, message.net_cls);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
CgroupInfo.NetCls = (function() {
const NetCls = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
NetCls.prototype.classid = 0;
NetCls.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.classid != null && $Object.hasOwnProperty.call(message, "classid"))
writer.uint32(8).uint32(message.classid);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
NetCls.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CgroupInfo.NetCls();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.classid = reader.uint32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return NetCls;
})();
return CgroupInfo;
})();
v1.ResourceStatistics = (function() {
const ResourceStatistics = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ResourceStatistics.prototype.timestamp = 0;
ResourceStatistics.prototype.cpus_user_time_secs = 0;
ResourceStatistics.prototype.cpus_system_time_secs = 0;
ResourceStatistics.prototype.cpus_limit = 0;
ResourceStatistics.prototype.mem_rss_bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ResourceStatistics.prototype.mem_limit_bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ResourceStatistics.prototype.cpus_nr_periods = 0;
ResourceStatistics.prototype.cpus_nr_throttled = 0;
ResourceStatistics.prototype.cpus_throttled_time_secs = 0;
ResourceStatistics.prototype.mem_file_bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ResourceStatistics.prototype.mem_anon_bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ResourceStatistics.prototype.net_rx_bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ResourceStatistics.prototype.net_tx_bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ResourceStatistics.prototype.disk_limit_bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ResourceStatistics.prototype.disk_used_bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ResourceStatistics.prototype.processes = 0;
ResourceStatistics.prototype.threads = 0;
ResourceStatistics.prototype.mem_total_bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ResourceStatistics.prototype.mem_soft_limit_bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ResourceStatistics.prototype.mem_cache_bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ResourceStatistics.prototype.mem_swap_bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ResourceStatistics.prototype.cpus_soft_limit = 0;
ResourceStatistics.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(9).double(message.timestamp);
if (message.cpus_user_time_secs != null && $Object.hasOwnProperty.call(message, "cpus_user_time_secs"))
writer.uint32(17).double(message.cpus_user_time_secs);
if (message.cpus_system_time_secs != null && $Object.hasOwnProperty.call(message, "cpus_system_time_secs"))
writer.uint32(25).double(message.cpus_system_time_secs);
if (message.cpus_limit != null && $Object.hasOwnProperty.call(message, "cpus_limit"))
writer.uint32(33).double(message.cpus_limit);
if (message.mem_rss_bytes != null && $Object.hasOwnProperty.call(message, "mem_rss_bytes"))
writer.uint32(40).uint64(message.mem_rss_bytes);
if (message.mem_limit_bytes != null && $Object.hasOwnProperty.call(message, "mem_limit_bytes"))
writer.uint32(48).uint64(message.mem_limit_bytes);
if (message.cpus_nr_periods != null && $Object.hasOwnProperty.call(message, "cpus_nr_periods"))
writer.uint32(56).uint32(message.cpus_nr_periods);
if (message.cpus_nr_throttled != null && $Object.hasOwnProperty.call(message, "cpus_nr_throttled"))
writer.uint32(64).uint32(message.cpus_nr_throttled);
if (message.cpus_throttled_time_secs != null && $Object.hasOwnProperty.call(message, "cpus_throttled_time_secs"))
writer.uint32(73).double(message.cpus_throttled_time_secs);
if (message.mem_file_bytes != null && $Object.hasOwnProperty.call(message, "mem_file_bytes"))
writer.uint32(80).uint64(message.mem_file_bytes);
if (message.mem_anon_bytes != null && $Object.hasOwnProperty.call(message, "mem_anon_bytes"))
writer.uint32(88).uint64(message.mem_anon_bytes);
if (message.net_rx_bytes != null && $Object.hasOwnProperty.call(message, "net_rx_bytes"))
writer.uint32(120).uint64(message.net_rx_bytes);
if (message.net_tx_bytes != null && $Object.hasOwnProperty.call(message, "net_tx_bytes"))
writer.uint32(152).uint64(message.net_tx_bytes);
if (message.disk_limit_bytes != null && $Object.hasOwnProperty.call(message, "disk_limit_bytes"))
writer.uint32(208).uint64(message.disk_limit_bytes);
if (message.disk_used_bytes != null && $Object.hasOwnProperty.call(message, "disk_used_bytes"))
writer.uint32(216).uint64(message.disk_used_bytes);
if (message.processes != null && $Object.hasOwnProperty.call(message, "processes"))
writer.uint32(240).uint32(message.processes);
if (message.threads != null && $Object.hasOwnProperty.call(message, "threads"))
writer.uint32(248).uint32(message.threads);
if (message.mem_total_bytes != null && $Object.hasOwnProperty.call(message, "mem_total_bytes"))
writer.uint32(288).uint64(message.mem_total_bytes);
if (message.mem_soft_limit_bytes != null && $Object.hasOwnProperty.call(message, "mem_soft_limit_bytes"))
writer.uint32(304).uint64(message.mem_soft_limit_bytes);
if (message.mem_cache_bytes != null && $Object.hasOwnProperty.call(message, "mem_cache_bytes"))
writer.uint32(312).uint64(message.mem_cache_bytes);
if (message.mem_swap_bytes != null && $Object.hasOwnProperty.call(message, "mem_swap_bytes"))
writer.uint32(320).uint64(message.mem_swap_bytes);
if (message.cpus_soft_limit != null && $Object.hasOwnProperty.call(message, "cpus_soft_limit"))
writer.uint32(361).double(message.cpus_soft_limit);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ResourceStatistics.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.ResourceStatistics();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 1)
break;
message.timestamp = reader.double();
continue;
}
case 2: {
if (wireType !== 1)
break;
message.cpus_user_time_secs = reader.double();
continue;
}
case 3: {
if (wireType !== 1)
break;
message.cpus_system_time_secs = reader.double();
continue;
}
case 4: {
if (wireType !== 1)
break;
message.cpus_limit = reader.double();
continue;
}
case 5: {
if (wireType !== 0)
break;
message.mem_rss_bytes = reader.uint64();
continue;
}
case 6: {
if (wireType !== 0)
break;
message.mem_limit_bytes = reader.uint64();
continue;
}
case 7: {
if (wireType !== 0)
break;
message.cpus_nr_periods = reader.uint32();
continue;
}
case 8: {
if (wireType !== 0)
break;
message.cpus_nr_throttled = reader.uint32();
continue;
}
case 9: {
if (wireType !== 1)
break;
message.cpus_throttled_time_secs = reader.double();
continue;
}
case 10: {
if (wireType !== 0)
break;
message.mem_file_bytes = reader.uint64();
continue;
}
case 11: {
if (wireType !== 0)
break;
message.mem_anon_bytes = reader.uint64();
continue;
}
case 15: {
if (wireType !== 0)
break;
message.net_rx_bytes = reader.uint64();
continue;
}
case 19: {
if (wireType !== 0)
break;
message.net_tx_bytes = reader.uint64();
continue;
}
case 26: {
if (wireType !== 0)
break;
message.disk_limit_bytes = reader.uint64();
continue;
}
case 27: {
if (wireType !== 0)
break;
message.disk_used_bytes = reader.uint64();
continue;
}
case 30: {
if (wireType !== 0)
break;
message.processes = reader.uint32();
continue;
}
case 31: {
if (wireType !== 0)
break;
message.threads = reader.uint32();
continue;
}
case 36: {
if (wireType !== 0)
break;
message.mem_total_bytes = reader.uint64();
continue;
}
case 38: {
if (wireType !== 0)
break;
message.mem_soft_limit_bytes = reader.uint64();
continue;
}
case 39: {
if (wireType !== 0)
break;
message.mem_cache_bytes = reader.uint64();
continue;
}
case 40: {
if (wireType !== 0)
break;
message.mem_swap_bytes = reader.uint64();
continue;
}
case 45: {
if (wireType !== 1)
break;
message.cpus_soft_limit = reader.double();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "timestamp"))
throw $util.ProtocolError("missing required 'timestamp'", { instance: message });
return message;
};
return ResourceStatistics;
})();
v1.FrameworkInfo = (function() {
const FrameworkInfo = function (properties) {
this.roles = [];
this.capabilities = [];
this.offer_filters = {};
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
FrameworkInfo.prototype.user = "";
FrameworkInfo.prototype.name = "";
FrameworkInfo.prototype.id = null;
FrameworkInfo.prototype.failover_timeout = 0;
FrameworkInfo.prototype.checkpoint = false;
FrameworkInfo.prototype.role = "*";
FrameworkInfo.prototype.roles = $util.emptyArray;
FrameworkInfo.prototype.hostname = "";
FrameworkInfo.prototype.principal = "";
FrameworkInfo.prototype.webui_url = "";
FrameworkInfo.prototype.capabilities = $util.emptyArray;
FrameworkInfo.prototype.labels = null;
FrameworkInfo.prototype.offer_filters = $util.emptyObject;
FrameworkInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.user);
writer.uint32(18).string(message.name);
if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
$root.mesos.v1.FrameworkID.encode(message.id, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.failover_timeout != null && $Object.hasOwnProperty.call(message, "failover_timeout"))
writer.uint32(33).double(message.failover_timeout);
if (message.checkpoint != null && $Object.hasOwnProperty.call(message, "checkpoint"))
writer.uint32(40).bool(message.checkpoint);
if (message.role != null && $Object.hasOwnProperty.call(message, "role"))
writer.uint32(50).string(message.role);
if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
writer.uint32(58).string(message.hostname);
if (message.principal != null && $Object.hasOwnProperty.call(message, "principal"))
writer.uint32(66).string(message.principal);
if (message.webui_url != null && $Object.hasOwnProperty.call(message, "webui_url"))
writer.uint32(74).string(message.webui_url);
if (message.capabilities != null && message.capabilities.length)
for (let i = 0; i < message.capabilities.length; ++i)
$root.mesos.v1.FrameworkInfo.Capability.encode(message.capabilities[i], writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
$root.mesos.v1.Labels.encode(message.labels, writer.uint32(90).fork(), _depth + 1).ldelim();
if (message.roles != null && message.roles.length)
for (let i = 0; i < message.roles.length; ++i)
writer.uint32(98).string(message.roles[i]);
if (message.offer_filters != null && $Object.hasOwnProperty.call(message, "offer_filters"))
for (let keys = $Object.keys(message.offer_filters), i = 0; i < keys.length; ++i) {
writer.uint32(106).fork().uint32(10).string(keys[i]);
$root.mesos.v1.OfferFilters.encode(message.offer_filters[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
}
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
FrameworkInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, key, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.FrameworkInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.user = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 3: {
if (wireType !== 2)
break;
message.id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.id);
continue;
}
case 4: {
if (wireType !== 1)
break;
message.failover_timeout = reader.double();
continue;
}
case 5: {
if (wireType !== 0)
break;
message.checkpoint = reader.bool();
continue;
}
case 6: {
if (wireType !== 2)
break;
message.role = reader.string();
continue;
}
case 12: {
if (wireType !== 2)
break;
if (!(message.roles && message.roles.length))
message.roles = [];
message.roles.push(reader.string());
continue;
}
case 7: {
if (wireType !== 2)
break;
message.hostname = reader.string();
continue;
}
case 8: {
if (wireType !== 2)
break;
message.principal = reader.string();
continue;
}
case 9: {
if (wireType !== 2)
break;
message.webui_url = reader.string();
continue;
}
case 10: {
if (wireType !== 2)
break;
if (!(message.capabilities && message.capabilities.length))
message.capabilities = [];
message.capabilities.push($root.mesos.v1.FrameworkInfo.Capability.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 11: {
if (wireType !== 2)
break;
message.labels = $root.mesos.v1.Labels.decode(reader, reader.size(), $undefined, _depth + 1, message.labels);
continue;
}
case 13: {
if (wireType !== 2)
break;
if (message.offer_filters === $util.emptyObject)
message.offer_filters = {};
let end2 = reader.size() + reader.pos;
if (end2 > reader.len)
throw $RangeError("index out of range");
reader.len = end2;
key = "";
value = null;
while (reader.pos < end2) {
let tag2 = reader.tag();
wireType = tag2 & 7;
switch (tag2 >>>= 3) {
case 1:
if (wireType !== 2)
break;
key = reader.string();
continue;
case 2:
if (wireType !== 2)
break;
value = $root.mesos.v1.OfferFilters.decode(reader, reader.size(), $undefined, _depth + 1, value);
continue;
}
reader.skipType(wireType, _depth, tag2);
}
if (reader.pos !== end2)
throw $RangeError("index out of range");
reader.len = end;
if (key === "__proto__")
$util.makeProp(message.offer_filters, key);
message.offer_filters[key] = value || new $root.mesos.v1.OfferFilters();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "user"))
throw $util.ProtocolError("missing required 'user'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
return message;
};
FrameworkInfo.Capability = (function() {
const Capability = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Capability.prototype.type = 0;
Capability.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Capability.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.FrameworkInfo.Capability();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.FrameworkInfo.Capability.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Capability.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "REVOCABLE_RESOURCES"] = 1;
values[valuesById[2] = "TASK_KILLING_STATE"] = 2;
values[valuesById[3] = "GPU_RESOURCES"] = 3;
values[valuesById[4] = "SHARED_RESOURCES"] = 4;
values[valuesById[5] = "PARTITION_AWARE"] = 5;
values[valuesById[6] = "MULTI_ROLE"] = 6;
values[valuesById[7] = "RESERVATION_REFINEMENT"] = 7;
values[valuesById[8] = "REGION_AWARE"] = 8;
return values;
})();
return Capability;
})();
return FrameworkInfo;
})();
v1.OfferFilters = (function() {
const OfferFilters = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
OfferFilters.prototype.min_allocatable_resources = null;
OfferFilters.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.min_allocatable_resources != null && $Object.hasOwnProperty.call(message, "min_allocatable_resources"))
$root.mesos.v1.OfferFilters.MinAllocatableResources.encode(message.min_allocatable_resources, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
OfferFilters.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.OfferFilters();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.min_allocatable_resources = $root.mesos.v1.OfferFilters.MinAllocatableResources.decode(reader, reader.size(), $undefined, _depth + 1, message.min_allocatable_resources);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
OfferFilters.MinAllocatableResources = (function() {
const MinAllocatableResources = function (properties) {
this.quantities = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
MinAllocatableResources.prototype.quantities = $util.emptyArray;
MinAllocatableResources.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.quantities != null && message.quantities.length)
for (let i = 0; i < message.quantities.length; ++i)
$root.mesos.v1.OfferFilters.ResourceQuantities.encode(message.quantities[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
MinAllocatableResources.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.OfferFilters.MinAllocatableResources();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.quantities && message.quantities.length))
message.quantities = [];
message.quantities.push($root.mesos.v1.OfferFilters.ResourceQuantities.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return MinAllocatableResources;
})();
OfferFilters.ResourceQuantities = (function() {
const ResourceQuantities = function (properties) {
this.quantities = {};
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ResourceQuantities.prototype.quantities = $util.emptyObject;
ResourceQuantities.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.quantities != null && $Object.hasOwnProperty.call(message, "quantities"))
for (let keys = $Object.keys(message.quantities), i = 0; i < keys.length; ++i) {
writer.uint32(10).fork().uint32(10).string(keys[i]);
$root.mesos.v1.Value.Scalar.encode(message.quantities[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
}
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ResourceQuantities.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, key, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.OfferFilters.ResourceQuantities();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (message.quantities === $util.emptyObject)
message.quantities = {};
let end2 = reader.size() + reader.pos;
if (end2 > reader.len)
throw $RangeError("index out of range");
reader.len = end2;
key = "";
value = null;
while (reader.pos < end2) {
let tag2 = reader.tag();
wireType = tag2 & 7;
switch (tag2 >>>= 3) {
case 1:
if (wireType !== 2)
break;
key = reader.string();
continue;
case 2:
if (wireType !== 2)
break;
value = $root.mesos.v1.Value.Scalar.decode(reader, reader.size(), $undefined, _depth + 1, value);
continue;
}
reader.skipType(wireType, _depth, tag2);
}
if (reader.pos !== end2)
throw $RangeError("index out of range");
reader.len = end;
if (key === "__proto__")
$util.makeProp(message.quantities, key);
message.quantities[key] = value || new $root.mesos.v1.Value.Scalar();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return ResourceQuantities;
})();
return OfferFilters;
})();
v1.MasterInfo = (function() {
const MasterInfo = function (properties) {
this.capabilities = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
MasterInfo.prototype.id = "";
MasterInfo.prototype.ip = 0;
MasterInfo.prototype.port = 5050;
MasterInfo.prototype.pid = "";
MasterInfo.prototype.hostname = "";
MasterInfo.prototype.version = "";
MasterInfo.prototype.address = null;
MasterInfo.prototype.domain = null;
MasterInfo.prototype.capabilities = $util.emptyArray;
MasterInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.id);
writer.uint32(16).uint32(message.ip);
writer.uint32(24).uint32(message.port);
if (message.pid != null && $Object.hasOwnProperty.call(message, "pid"))
writer.uint32(34).string(message.pid);
if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname"))
writer.uint32(42).string(message.hostname);
if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
writer.uint32(50).string(message.version);
if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
$root.mesos.v1.Address.encode(message.address, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.domain != null && $Object.hasOwnProperty.call(message, "domain"))
$root.mesos.v1.DomainInfo.encode(message.domain, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.capabilities != null && message.capabilities.length)
for (let i = 0; i < message.capabilities.length; ++i)
$root.mesos.v1.MasterInfo.Capability.encode(message.capabilities[i], writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
MasterInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.MasterInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.id = reader.string();
continue;
}
case 2: {
if (wireType !== 0)
break;
message.ip = reader.uint32();
continue;
}
case 3: {
if (wireType !== 0)
break;
message.port = reader.uint32();
continue;
}
case 4: {
if (wireType !== 2)
break;
message.pid = reader.string();
continue;
}
case 5: {
if (wireType !== 2)
break;
message.hostname = reader.string();
continue;
}
case 6: {
if (wireType !== 2)
break;
message.version = reader.string();
continue;
}
case 7: {
if (wireType !== 2)
break;
message.address = $root.mesos.v1.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.address);
continue;
}
case 8: {
if (wireType !== 2)
break;
message.domain = $root.mesos.v1.DomainInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.domain);
continue;
}
case 9: {
if (wireType !== 2)
break;
if (!(message.capabilities && message.capabilities.length))
message.capabilities = [];
message.capabilities.push($root.mesos.v1.MasterInfo.Capability.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "id"))
throw $util.ProtocolError("missing required 'id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "ip"))
throw $util.ProtocolError("missing required 'ip'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "port"))
throw $util.ProtocolError("missing required 'port'", { instance: message });
return message;
};
MasterInfo.Capability = (function() {
const Capability = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Capability.prototype.type = 0;
Capability.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Capability.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.MasterInfo.Capability();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.MasterInfo.Capability.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Capability.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "AGENT_UPDATE"] = 1;
values[valuesById[2] = "AGENT_DRAINING"] = 2;
values[valuesById[3] = "QUOTA_V2"] = 3;
return values;
})();
return Capability;
})();
return MasterInfo;
})();
v1.AgentInfo = (function() {
const AgentInfo = function (properties) {
this.resources = [];
this.attributes = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
AgentInfo.prototype.hostname = "";
AgentInfo.prototype.resources = $util.emptyArray;
AgentInfo.prototype.attributes = $util.emptyArray;
AgentInfo.prototype.id = null;
AgentInfo.prototype.port = 5051;
AgentInfo.prototype.domain = null;
AgentInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.hostname);
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.attributes != null && message.attributes.length)
for (let i = 0; i < message.attributes.length; ++i)
$root.mesos.v1.Attribute.encode(message.attributes[i], writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
$root.mesos.v1.AgentID.encode(message.id, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.port != null && $Object.hasOwnProperty.call(message, "port"))
writer.uint32(64).int32(message.port);
if (message.domain != null && $Object.hasOwnProperty.call(message, "domain"))
$root.mesos.v1.DomainInfo.encode(message.domain, writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
AgentInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.AgentInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.hostname = reader.string();
continue;
}
case 3: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 5: {
if (wireType !== 2)
break;
if (!(message.attributes && message.attributes.length))
message.attributes = [];
message.attributes.push($root.mesos.v1.Attribute.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 6: {
if (wireType !== 2)
break;
message.id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.id);
continue;
}
case 8: {
if (wireType !== 0)
break;
message.port = reader.int32();
continue;
}
case 10: {
if (wireType !== 2)
break;
message.domain = $root.mesos.v1.DomainInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.domain);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "hostname"))
throw $util.ProtocolError("missing required 'hostname'", { instance: message });
return message;
};
AgentInfo.Capability = (function() {
const Capability = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Capability.prototype.type = 0;
Capability.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Capability.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.AgentInfo.Capability();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.AgentInfo.Capability.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Capability.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "MULTI_ROLE"] = 1;
values[valuesById[2] = "HIERARCHICAL_ROLE"] = 2;
values[valuesById[3] = "RESERVATION_REFINEMENT"] = 3;
values[valuesById[4] = "RESOURCE_PROVIDER"] = 4;
values[valuesById[5] = "RESIZE_VOLUME"] = 5;
values[valuesById[6] = "AGENT_OPERATION_FEEDBACK"] = 6;
values[valuesById[7] = "AGENT_DRAINING"] = 7;
values[valuesById[8] = "TASK_RESOURCE_LIMITS"] = 8;
return values;
})();
return Capability;
})();
return AgentInfo;
})();
v1.DrainConfig = (function() {
const DrainConfig = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DrainConfig.prototype.max_grace_period = null;
DrainConfig.prototype.mark_gone = false;
DrainConfig.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.max_grace_period != null && $Object.hasOwnProperty.call(message, "max_grace_period"))
$root.mesos.v1.DurationInfo.encode(message.max_grace_period, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.mark_gone != null && $Object.hasOwnProperty.call(message, "mark_gone"))
writer.uint32(16).bool(message.mark_gone);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DrainConfig.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.DrainConfig();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.max_grace_period = $root.mesos.v1.DurationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.max_grace_period);
continue;
}
case 2: {
if (wireType !== 0)
break;
message.mark_gone = reader.bool();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return DrainConfig;
})();
v1.DrainInfo = (function() {
const DrainInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DrainInfo.prototype.state = 0;
DrainInfo.prototype.config = null;
DrainInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).int32(message.state);
$root.mesos.v1.DrainConfig.encode(message.config, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DrainInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.DrainInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.DrainState[value] !== $undefined)
message.state = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.config = $root.mesos.v1.DrainConfig.decode(reader, reader.size(), $undefined, _depth + 1, message.config);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "state"))
throw $util.ProtocolError("missing required 'state'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "config"))
throw $util.ProtocolError("missing required 'config'", { instance: message });
return message;
};
return DrainInfo;
})();
v1.DrainState = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "DRAINING"] = 1;
values[valuesById[2] = "DRAINED"] = 2;
return values;
})();
v1.Role = (function() {
const Role = function (properties) {
this.frameworks = [];
this.resources = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Role.prototype.name = "";
Role.prototype.weight = 0;
Role.prototype.frameworks = $util.emptyArray;
Role.prototype.resources = $util.emptyArray;
Role.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
writer.uint32(17).double(message.weight);
if (message.frameworks != null && message.frameworks.length)
for (let i = 0; i < message.frameworks.length; ++i)
$root.mesos.v1.FrameworkID.encode(message.frameworks[i], writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Role.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Role();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 2: {
if (wireType !== 1)
break;
message.weight = reader.double();
continue;
}
case 3: {
if (wireType !== 2)
break;
if (!(message.frameworks && message.frameworks.length))
message.frameworks = [];
message.frameworks.push($root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 4: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "weight"))
throw $util.ProtocolError("missing required 'weight'", { instance: message });
return message;
};
return Role;
})();
v1.Value = (function() {
const Value = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Value.prototype.type = 0;
Value.prototype.scalar = null;
Value.prototype.ranges = null;
Value.prototype.set = null;
Value.prototype.text = null;
Value.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).int32(message.type);
if (message.scalar != null && $Object.hasOwnProperty.call(message, "scalar"))
$root.mesos.v1.Value.Scalar.encode(message.scalar, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.ranges != null && $Object.hasOwnProperty.call(message, "ranges"))
$root.mesos.v1.Value.Ranges.encode(message.ranges, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.set != null && $Object.hasOwnProperty.call(message, "set"))
$root.mesos.v1.Value.Set.encode(message.set, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.text != null && $Object.hasOwnProperty.call(message, "text"))
$root.mesos.v1.Value.Text.encode(message.text, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Value.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Value();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Value.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.scalar = $root.mesos.v1.Value.Scalar.decode(reader, reader.size(), $undefined, _depth + 1, message.scalar);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.ranges = $root.mesos.v1.Value.Ranges.decode(reader, reader.size(), $undefined, _depth + 1, message.ranges);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.set = $root.mesos.v1.Value.Set.decode(reader, reader.size(), $undefined, _depth + 1, message.set);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.text = $root.mesos.v1.Value.Text.decode(reader, reader.size(), $undefined, _depth + 1, message.text);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "type"))
throw $util.ProtocolError("missing required 'type'", { instance: message });
return message;
};
Value.Scalar = (function() {
const Scalar = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Scalar.prototype.value = 0;
Scalar.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(9).double(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Scalar.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Value.Scalar();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 1)
break;
message.value = reader.double();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return Scalar;
})();
Value.Range = (function() {
const Range = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Range.prototype.begin = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
Range.prototype.end = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
Range.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint64(message.begin);
writer.uint32(16).uint64(message.end);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Range.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Value.Range();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.begin = reader.uint64();
continue;
}
case 2: {
if (wireType !== 0)
break;
message.end = reader.uint64();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "begin"))
throw $util.ProtocolError("missing required 'begin'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "end"))
throw $util.ProtocolError("missing required 'end'", { instance: message });
return message;
};
return Range;
})();
Value.Ranges = (function() {
const Ranges = function (properties) {
this.range = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Ranges.prototype.range = $util.emptyArray;
Ranges.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.range != null && message.range.length)
for (let i = 0; i < message.range.length; ++i)
$root.mesos.v1.Value.Range.encode(message.range[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Ranges.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Value.Ranges();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.range && message.range.length))
message.range = [];
message.range.push($root.mesos.v1.Value.Range.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Ranges;
})();
Value.Set = (function() {
const Set = function (properties) {
this.item = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Set.prototype.item = $util.emptyArray;
Set.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.item != null && message.item.length)
for (let i = 0; i < message.item.length; ++i)
writer.uint32(10).string(message.item[i]);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Set.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Value.Set();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.item && message.item.length))
message.item = [];
message.item.push(reader.string());
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Set;
})();
Value.Text = (function() {
const Text = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Text.prototype.value = "";
Text.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Text.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Value.Text();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return Text;
})();
Value.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "SCALAR"] = 0;
values[valuesById[1] = "RANGES"] = 1;
values[valuesById[2] = "SET"] = 2;
values[valuesById[3] = "TEXT"] = 3;
return values;
})();
return Value;
})();
v1.Attribute = (function() {
const Attribute = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Attribute.prototype.name = "";
Attribute.prototype.type = 0;
Attribute.prototype.scalar = null;
Attribute.prototype.ranges = null;
Attribute.prototype.set = null;
Attribute.prototype.text = null;
Attribute.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
writer.uint32(16).int32(message.type);
if (message.scalar != null && $Object.hasOwnProperty.call(message, "scalar"))
$root.mesos.v1.Value.Scalar.encode(message.scalar, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.ranges != null && $Object.hasOwnProperty.call(message, "ranges"))
$root.mesos.v1.Value.Ranges.encode(message.ranges, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.text != null && $Object.hasOwnProperty.call(message, "text"))
$root.mesos.v1.Value.Text.encode(message.text, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.set != null && $Object.hasOwnProperty.call(message, "set"))
$root.mesos.v1.Value.Set.encode(message.set, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Attribute.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Attribute();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 2: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Value.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 3: {
if (wireType !== 2)
break;
message.scalar = $root.mesos.v1.Value.Scalar.decode(reader, reader.size(), $undefined, _depth + 1, message.scalar);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.ranges = $root.mesos.v1.Value.Ranges.decode(reader, reader.size(), $undefined, _depth + 1, message.ranges);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.set = $root.mesos.v1.Value.Set.decode(reader, reader.size(), $undefined, _depth + 1, message.set);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.text = $root.mesos.v1.Value.Text.decode(reader, reader.size(), $undefined, _depth + 1, message.text);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "type"))
throw $util.ProtocolError("missing required 'type'", { instance: message });
return message;
};
return Attribute;
})();
v1.Resource = (function() {
const Resource = function (properties) {
this.reservations = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Resource.prototype.provider_id = null;
Resource.prototype.name = "";
Resource.prototype.type = 0;
Resource.prototype.scalar = null;
Resource.prototype.ranges = null;
Resource.prototype.set = null;
Resource.prototype.role = "*";
Resource.prototype.allocation_info = null;
Resource.prototype.reservation = null;
Resource.prototype.reservations = $util.emptyArray;
Resource.prototype.disk = null;
Resource.prototype.revocable = null;
Resource.prototype.shared = null;
Resource.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
writer.uint32(16).int32(message.type);
if (message.scalar != null && $Object.hasOwnProperty.call(message, "scalar"))
$root.mesos.v1.Value.Scalar.encode(message.scalar, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.ranges != null && $Object.hasOwnProperty.call(message, "ranges"))
$root.mesos.v1.Value.Ranges.encode(message.ranges, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.set != null && $Object.hasOwnProperty.call(message, "set"))
$root.mesos.v1.Value.Set.encode(message.set, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.role != null && $Object.hasOwnProperty.call(message, "role"))
writer.uint32(50).string(message.role);
if (message.disk != null && $Object.hasOwnProperty.call(message, "disk"))
$root.mesos.v1.Resource.DiskInfo.encode(message.disk, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.reservation != null && $Object.hasOwnProperty.call(message, "reservation"))
$root.mesos.v1.Resource.ReservationInfo.encode(message.reservation, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.revocable != null && $Object.hasOwnProperty.call(message, "revocable"))
$root.mesos.v1.Resource.RevocableInfo.encode(message.revocable, writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.shared != null && $Object.hasOwnProperty.call(message, "shared"))
$root.mesos.v1.Resource.SharedInfo.encode(message.shared, writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.allocation_info != null && $Object.hasOwnProperty.call(message, "allocation_info"))
$root.mesos.v1.Resource.AllocationInfo.encode(message.allocation_info, writer.uint32(90).fork(), _depth + 1).ldelim();
if (message.provider_id != null && $Object.hasOwnProperty.call(message, "provider_id"))
$root.mesos.v1.ResourceProviderID.encode(message.provider_id, writer.uint32(98).fork(), _depth + 1).ldelim();
if (message.reservations != null && message.reservations.length)
for (let i = 0; i < message.reservations.length; ++i)
$root.mesos.v1.Resource.ReservationInfo.encode(message.reservations[i], writer.uint32(106).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Resource.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Resource();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 12: {
if (wireType !== 2)
break;
message.provider_id = $root.mesos.v1.ResourceProviderID.decode(reader, reader.size(), $undefined, _depth + 1, message.provider_id);
continue;
}
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 2: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Value.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 3: {
if (wireType !== 2)
break;
message.scalar = $root.mesos.v1.Value.Scalar.decode(reader, reader.size(), $undefined, _depth + 1, message.scalar);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.ranges = $root.mesos.v1.Value.Ranges.decode(reader, reader.size(), $undefined, _depth + 1, message.ranges);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.set = $root.mesos.v1.Value.Set.decode(reader, reader.size(), $undefined, _depth + 1, message.set);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.role = reader.string();
continue;
}
case 11: {
if (wireType !== 2)
break;
message.allocation_info = $root.mesos.v1.Resource.AllocationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.allocation_info);
continue;
}
case 8: {
if (wireType !== 2)
break;
message.reservation = $root.mesos.v1.Resource.ReservationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.reservation);
continue;
}
case 13: {
if (wireType !== 2)
break;
if (!(message.reservations && message.reservations.length))
message.reservations = [];
message.reservations.push($root.mesos.v1.Resource.ReservationInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 7: {
if (wireType !== 2)
break;
message.disk = $root.mesos.v1.Resource.DiskInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.disk);
continue;
}
case 9: {
if (wireType !== 2)
break;
message.revocable = $root.mesos.v1.Resource.RevocableInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.revocable);
continue;
}
case 10: {
if (wireType !== 2)
break;
message.shared = $root.mesos.v1.Resource.SharedInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.shared);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "type"))
throw $util.ProtocolError("missing required 'type'", { instance: message });
return message;
};
Resource.ReservationInfo = (function() {
const ReservationInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ReservationInfo.prototype.type = 0;
ReservationInfo.prototype.role = "";
ReservationInfo.prototype.principal = "";
ReservationInfo.prototype.labels = null;
ReservationInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.principal != null && $Object.hasOwnProperty.call(message, "principal"))
writer.uint32(10).string(message.principal);
if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
$root.mesos.v1.Labels.encode(message.labels, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.role != null && $Object.hasOwnProperty.call(message, "role"))
writer.uint32(26).string(message.role);
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(32).int32(message.type);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ReservationInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Resource.ReservationInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 4: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Resource.ReservationInfo.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 3: {
if (wireType !== 2)
break;
message.role = reader.string();
continue;
}
case 1: {
if (wireType !== 2)
break;
message.principal = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.labels = $root.mesos.v1.Labels.decode(reader, reader.size(), $undefined, _depth + 1, message.labels);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
ReservationInfo.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "STATIC"] = 1;
values[valuesById[2] = "DYNAMIC"] = 2;
return values;
})();
return ReservationInfo;
})();
Resource.DiskInfo = (function() {
const DiskInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DiskInfo.prototype.persistence = null;
DiskInfo.prototype.volume = null;
DiskInfo.prototype.source = null;
DiskInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.persistence != null && $Object.hasOwnProperty.call(message, "persistence"))
$root.mesos.v1.Resource.DiskInfo.Persistence.encode(message.persistence, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.volume != null && $Object.hasOwnProperty.call(message, "volume"))
$root.mesos.v1.Volume.encode(message.volume, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
$root.mesos.v1.Resource.DiskInfo.Source.encode(message.source, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DiskInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Resource.DiskInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.persistence = $root.mesos.v1.Resource.DiskInfo.Persistence.decode(reader, reader.size(), $undefined, _depth + 1, message.persistence);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.volume = $root.mesos.v1.Volume.decode(reader, reader.size(), $undefined, _depth + 1, message.volume);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.source = $root.mesos.v1.Resource.DiskInfo.Source.decode(reader, reader.size(), $undefined, _depth + 1, message.source);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
DiskInfo.Persistence = (function() {
const Persistence = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Persistence.prototype.id = "";
Persistence.prototype.principal = "";
Persistence.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.id);
if (message.principal != null && $Object.hasOwnProperty.call(message, "principal"))
writer.uint32(18).string(message.principal);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Persistence.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Resource.DiskInfo.Persistence();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.id = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.principal = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "id"))
throw $util.ProtocolError("missing required 'id'", { instance: message });
return message;
};
return Persistence;
})();
DiskInfo.Source = (function() {
const Source = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Source.prototype.type = 0;
Source.prototype.path = null;
Source.prototype.mount = null;
Source.prototype.vendor = "";
Source.prototype.id = "";
Source.prototype.metadata = null;
Source.prototype.profile = "";
Source.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).int32(message.type);
if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
$root.mesos.v1.Resource.DiskInfo.Source.Path.encode(message.path, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.mount != null && $Object.hasOwnProperty.call(message, "mount"))
$root.mesos.v1.Resource.DiskInfo.Source.Mount.encode(message.mount, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
writer.uint32(34).string(message.id);
if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
$root.mesos.v1.Labels.encode(message.metadata, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.profile != null && $Object.hasOwnProperty.call(message, "profile"))
writer.uint32(50).string(message.profile);
if (message.vendor != null && $Object.hasOwnProperty.call(message, "vendor"))
writer.uint32(58).string(message.vendor);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Source.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Resource.DiskInfo.Source();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Resource.DiskInfo.Source.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.path = $root.mesos.v1.Resource.DiskInfo.Source.Path.decode(reader, reader.size(), $undefined, _depth + 1, message.path);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.mount = $root.mesos.v1.Resource.DiskInfo.Source.Mount.decode(reader, reader.size(), $undefined, _depth + 1, message.mount);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.vendor = reader.string();
continue;
}
case 4: {
if (wireType !== 2)
break;
message.id = reader.string();
continue;
}
case 5: {
if (wireType !== 2)
break;
message.metadata = $root.mesos.v1.Labels.decode(reader, reader.size(), $undefined, _depth + 1, message.metadata);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.profile = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "type"))
throw $util.ProtocolError("missing required 'type'", { instance: message });
return message;
};
Source.Path = (function() {
const Path = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Path.prototype.root = "";
Path.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.root != null && $Object.hasOwnProperty.call(message, "root"))
writer.uint32(10).string(message.root);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Path.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Resource.DiskInfo.Source.Path();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.root = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Path;
})();
Source.Mount = (function() {
const Mount = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Mount.prototype.root = "";
Mount.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.root != null && $Object.hasOwnProperty.call(message, "root"))
writer.uint32(10).string(message.root);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Mount.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Resource.DiskInfo.Source.Mount();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.root = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Mount;
})();
Source.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "PATH"] = 1;
values[valuesById[2] = "MOUNT"] = 2;
values[valuesById[3] = "BLOCK"] = 3;
values[valuesById[4] = "RAW"] = 4;
return values;
})();
return Source;
})();
return DiskInfo;
})();
Resource.AllocationInfo = (function() {
const AllocationInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
AllocationInfo.prototype.role = "";
AllocationInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.role != null && $Object.hasOwnProperty.call(message, "role"))
writer.uint32(10).string(message.role);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
AllocationInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Resource.AllocationInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.role = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return AllocationInfo;
})();
Resource.RevocableInfo = (function() {
const RevocableInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
RevocableInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
RevocableInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Resource.RevocableInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
reader.skipType(tag & 7, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return RevocableInfo;
})();
Resource.SharedInfo = (function() {
const SharedInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
SharedInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
SharedInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Resource.SharedInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
reader.skipType(tag & 7, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return SharedInfo;
})();
return Resource;
})();
v1.Request = (function() {
const Request = function (properties) {
this.resources = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Request.prototype.agent_id = null;
Request.prototype.resources = $util.emptyArray;
Request.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.agent_id != null && $Object.hasOwnProperty.call(message, "agent_id"))
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Request.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Request();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Request;
})();
v1.Filters = (function() {
const Filters = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Filters.prototype.refuse_seconds = 5;
Filters.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.refuse_seconds != null && $Object.hasOwnProperty.call(message, "refuse_seconds"))
writer.uint32(9).double(message.refuse_seconds);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Filters.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Filters();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 1)
break;
message.refuse_seconds = reader.double();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Filters;
})();
v1.TaskResourceLimitation = (function() {
const TaskResourceLimitation = function (properties) {
this.resources = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TaskResourceLimitation.prototype.resources = $util.emptyArray;
TaskResourceLimitation.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TaskResourceLimitation.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.TaskResourceLimitation();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return TaskResourceLimitation;
})();
v1.TaskInfo = (function() {
const TaskInfo = function (properties) {
this.resources = [];
this.limits = {};
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TaskInfo.prototype.name = "";
TaskInfo.prototype.task_id = null;
TaskInfo.prototype.agent_id = null;
TaskInfo.prototype.resources = $util.emptyArray;
TaskInfo.prototype.executor = null;
TaskInfo.prototype.command = null;
TaskInfo.prototype.container = null;
TaskInfo.prototype.health_check = null;
TaskInfo.prototype.check = null;
TaskInfo.prototype.kill_policy = null;
TaskInfo.prototype.data = $util.newBuffer([]);
TaskInfo.prototype.labels = null;
TaskInfo.prototype.discovery = null;
TaskInfo.prototype.max_completion_time = null;
TaskInfo.prototype.limits = $util.emptyObject;
TaskInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
$root.mesos.v1.TaskID.encode(message.task_id, writer.uint32(18).fork(), _depth + 1).ldelim();
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.executor != null && $Object.hasOwnProperty.call(message, "executor"))
$root.mesos.v1.ExecutorInfo.encode(message.executor, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
writer.uint32(50).bytes(message.data);
if (message.command != null && $Object.hasOwnProperty.call(message, "command"))
$root.mesos.v1.CommandInfo.encode(message.command, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.health_check != null && $Object.hasOwnProperty.call(message, "health_check"))
$root.mesos.v1.HealthCheck.encode(message.health_check, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
$root.mesos.v1.ContainerInfo.encode(message.container, writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
$root.mesos.v1.Labels.encode(message.labels, writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.discovery != null && $Object.hasOwnProperty.call(message, "discovery"))
$root.mesos.v1.DiscoveryInfo.encode(message.discovery, writer.uint32(90).fork(), _depth + 1).ldelim();
if (message.kill_policy != null && $Object.hasOwnProperty.call(message, "kill_policy"))
$root.mesos.v1.KillPolicy.encode(message.kill_policy, writer.uint32(98).fork(), _depth + 1).ldelim();
if (message.check != null && $Object.hasOwnProperty.call(message, "check"))
$root.mesos.v1.CheckInfo.encode(message.check, writer.uint32(106).fork(), _depth + 1).ldelim();
if (message.max_completion_time != null && $Object.hasOwnProperty.call(message, "max_completion_time"))
$root.mesos.v1.DurationInfo.encode(message.max_completion_time, writer.uint32(114).fork(), _depth + 1).ldelim();
if (message.limits != null && $Object.hasOwnProperty.call(message, "limits"))
for (let keys = $Object.keys(message.limits), i = 0; i < keys.length; ++i) {
writer.uint32(122).fork().uint32(10).string(keys[i]);
$root.mesos.v1.Value.Scalar.encode(message.limits[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
}
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TaskInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, key, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.TaskInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.task_id = $root.mesos.v1.TaskID.decode(reader, reader.size(), $undefined, _depth + 1, message.task_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 4: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 5: {
if (wireType !== 2)
break;
message.executor = $root.mesos.v1.ExecutorInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.executor);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.command = $root.mesos.v1.CommandInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.command);
continue;
}
case 9: {
if (wireType !== 2)
break;
message.container = $root.mesos.v1.ContainerInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
continue;
}
case 8: {
if (wireType !== 2)
break;
message.health_check = $root.mesos.v1.HealthCheck.decode(reader, reader.size(), $undefined, _depth + 1, message.health_check);
continue;
}
case 13: {
if (wireType !== 2)
break;
message.check = $root.mesos.v1.CheckInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.check);
continue;
}
case 12: {
if (wireType !== 2)
break;
message.kill_policy = $root.mesos.v1.KillPolicy.decode(reader, reader.size(), $undefined, _depth + 1, message.kill_policy);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.data = reader.bytes();
continue;
}
case 10: {
if (wireType !== 2)
break;
message.labels = $root.mesos.v1.Labels.decode(reader, reader.size(), $undefined, _depth + 1, message.labels);
continue;
}
case 11: {
if (wireType !== 2)
break;
message.discovery = $root.mesos.v1.DiscoveryInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.discovery);
continue;
}
case 14: {
if (wireType !== 2)
break;
message.max_completion_time = $root.mesos.v1.DurationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.max_completion_time);
continue;
}
case 15: {
if (wireType !== 2)
break;
if (message.limits === $util.emptyObject)
message.limits = {};
let end2 = reader.size() + reader.pos;
if (end2 > reader.len)
throw $RangeError("index out of range");
reader.len = end2;
key = "";
value = null;
while (reader.pos < end2) {
let tag2 = reader.tag();
wireType = tag2 & 7;
switch (tag2 >>>= 3) {
case 1:
if (wireType !== 2)
break;
key = reader.string();
continue;
case 2:
if (wireType !== 2)
break;
value = $root.mesos.v1.Value.Scalar.decode(reader, reader.size(), $undefined, _depth + 1, value);
continue;
}
reader.skipType(wireType, _depth, tag2);
}
if (reader.pos !== end2)
throw $RangeError("index out of range");
reader.len = end;
if (key === "__proto__")
$util.makeProp(message.limits, key);
message.limits[key] = value || new $root.mesos.v1.Value.Scalar();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "task_id"))
throw $util.ProtocolError("missing required 'task_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
return message;
};
return TaskInfo;
})();
v1.ExecutorInfo = (function() {
const ExecutorInfo = function (properties) {
this.resources = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ExecutorInfo.prototype.type = 0;
ExecutorInfo.prototype.executor_id = null;
ExecutorInfo.prototype.framework_id = null;
ExecutorInfo.prototype.command = null;
ExecutorInfo.prototype.container = null;
ExecutorInfo.prototype.resources = $util.emptyArray;
ExecutorInfo.prototype.name = "";
ExecutorInfo.prototype.source = "";
ExecutorInfo.prototype.data = $util.newBuffer([]);
ExecutorInfo.prototype.discovery = null;
ExecutorInfo.prototype.shutdown_grace_period = null;
ExecutorInfo.prototype.labels = null;
ExecutorInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ExecutorID.encode(message.executor_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
writer.uint32(34).bytes(message.data);
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.command != null && $Object.hasOwnProperty.call(message, "command"))
$root.mesos.v1.CommandInfo.encode(message.command, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.framework_id != null && $Object.hasOwnProperty.call(message, "framework_id"))
$root.mesos.v1.FrameworkID.encode(message.framework_id, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
writer.uint32(74).string(message.name);
if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
writer.uint32(82).string(message.source);
if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
$root.mesos.v1.ContainerInfo.encode(message.container, writer.uint32(90).fork(), _depth + 1).ldelim();
if (message.discovery != null && $Object.hasOwnProperty.call(message, "discovery"))
$root.mesos.v1.DiscoveryInfo.encode(message.discovery, writer.uint32(98).fork(), _depth + 1).ldelim();
if (message.shutdown_grace_period != null && $Object.hasOwnProperty.call(message, "shutdown_grace_period"))
$root.mesos.v1.DurationInfo.encode(message.shutdown_grace_period, writer.uint32(106).fork(), _depth + 1).ldelim();
if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
$root.mesos.v1.Labels.encode(message.labels, writer.uint32(114).fork(), _depth + 1).ldelim();
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(120).int32(message.type);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ExecutorInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.ExecutorInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 15: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.ExecutorInfo.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 1: {
if (wireType !== 2)
break;
message.executor_id = $root.mesos.v1.ExecutorID.decode(reader, reader.size(), $undefined, _depth + 1, message.executor_id);
continue;
}
case 8: {
if (wireType !== 2)
break;
message.framework_id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_id);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.command = $root.mesos.v1.CommandInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.command);
continue;
}
case 11: {
if (wireType !== 2)
break;
message.container = $root.mesos.v1.ContainerInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
continue;
}
case 5: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 9: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 10: {
if (wireType !== 2)
break;
message.source = reader.string();
continue;
}
case 4: {
if (wireType !== 2)
break;
message.data = reader.bytes();
continue;
}
case 12: {
if (wireType !== 2)
break;
message.discovery = $root.mesos.v1.DiscoveryInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.discovery);
continue;
}
case 13: {
if (wireType !== 2)
break;
message.shutdown_grace_period = $root.mesos.v1.DurationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.shutdown_grace_period);
continue;
}
case 14: {
if (wireType !== 2)
break;
message.labels = $root.mesos.v1.Labels.decode(reader, reader.size(), $undefined, _depth + 1, message.labels);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "executor_id"))
throw $util.ProtocolError("missing required 'executor_id'", { instance: message });
return message;
};
ExecutorInfo.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "DEFAULT"] = 1;
values[valuesById[2] = "CUSTOM"] = 2;
return values;
})();
return ExecutorInfo;
})();
v1.TaskGroupInfo = (function() {
const TaskGroupInfo = function (properties) {
this.tasks = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TaskGroupInfo.prototype.tasks = $util.emptyArray;
TaskGroupInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.tasks != null && message.tasks.length)
for (let i = 0; i < message.tasks.length; ++i)
$root.mesos.v1.TaskInfo.encode(message.tasks[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TaskGroupInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.TaskGroupInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.tasks && message.tasks.length))
message.tasks = [];
message.tasks.push($root.mesos.v1.TaskInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return TaskGroupInfo;
})();
v1.CommandInfo = (function() {
const CommandInfo = function (properties) {
this.uris = [];
this["arguments"] = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
CommandInfo.prototype.uris = $util.emptyArray;
CommandInfo.prototype.environment = null;
CommandInfo.prototype.shell = true;
CommandInfo.prototype.value = "";
CommandInfo.prototype["arguments"] = $util.emptyArray;
CommandInfo.prototype.user = "";
CommandInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.uris != null && message.uris.length)
for (let i = 0; i < message.uris.length; ++i)
$root.mesos.v1.CommandInfo.URI.encode(message.uris[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.environment != null && $Object.hasOwnProperty.call(message, "environment"))
$root.mesos.v1.Environment.encode(message.environment, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
writer.uint32(26).string(message.value);
if (message.user != null && $Object.hasOwnProperty.call(message, "user"))
writer.uint32(42).string(message.user);
if (message.shell != null && $Object.hasOwnProperty.call(message, "shell"))
writer.uint32(48).bool(message.shell);
if (message["arguments"] != null && message["arguments"].length)
for (let i = 0; i < message["arguments"].length; ++i)
writer.uint32(58).string(message["arguments"][i]);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
CommandInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CommandInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.uris && message.uris.length))
message.uris = [];
message.uris.push($root.mesos.v1.CommandInfo.URI.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
message.environment = $root.mesos.v1.Environment.decode(reader, reader.size(), $undefined, _depth + 1, message.environment);
continue;
}
case 6: {
if (wireType !== 0)
break;
message.shell = reader.bool();
continue;
}
case 3: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
case 7: {
if (wireType !== 2)
break;
if (!(message["arguments"] && message["arguments"].length))
message["arguments"] = [];
message["arguments"].push(reader.string());
continue;
}
case 5: {
if (wireType !== 2)
break;
message.user = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
CommandInfo.URI = (function() {
const URI = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
URI.prototype.value = "";
URI.prototype.executable = false;
URI.prototype.extract = true;
URI.prototype.cache = false;
URI.prototype.output_file = "";
URI.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.value);
if (message.executable != null && $Object.hasOwnProperty.call(message, "executable"))
writer.uint32(16).bool(message.executable);
if (message.extract != null && $Object.hasOwnProperty.call(message, "extract"))
writer.uint32(24).bool(message.extract);
if (message.cache != null && $Object.hasOwnProperty.call(message, "cache"))
writer.uint32(32).bool(message.cache);
if (message.output_file != null && $Object.hasOwnProperty.call(message, "output_file"))
writer.uint32(42).string(message.output_file);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
URI.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CommandInfo.URI();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
case 2: {
if (wireType !== 0)
break;
message.executable = reader.bool();
continue;
}
case 3: {
if (wireType !== 0)
break;
message.extract = reader.bool();
continue;
}
case 4: {
if (wireType !== 0)
break;
message.cache = reader.bool();
continue;
}
case 5: {
if (wireType !== 2)
break;
message.output_file = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return URI;
})();
return CommandInfo;
})();
v1.Environment = (function() {
const Environment = function (properties) {
this.variables = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Environment.prototype.variables = $util.emptyArray;
Environment.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.variables != null && message.variables.length)
for (let i = 0; i < message.variables.length; ++i)
$root.mesos.v1.Environment.Variable.encode(message.variables[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Environment.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Environment();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.variables && message.variables.length))
message.variables = [];
message.variables.push($root.mesos.v1.Environment.Variable.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Environment.Variable = (function() {
const Variable = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Variable.prototype.name = "";
Variable.prototype.type = 1;
Variable.prototype.value = "";
Variable.prototype.secret = null;
Variable.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
writer.uint32(18).string(message.value);
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(24).int32(message.type);
if (message.secret != null && $Object.hasOwnProperty.call(message, "secret"))
$root.mesos.v1.Secret.encode(message.secret, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Variable.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Environment.Variable();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 3: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Environment.Variable.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
case 4: {
if (wireType !== 2)
break;
message.secret = $root.mesos.v1.Secret.decode(reader, reader.size(), $undefined, _depth + 1, message.secret);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
return message;
};
Variable.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "VALUE"] = 1;
values[valuesById[2] = "SECRET"] = 2;
return values;
})();
return Variable;
})();
return Environment;
})();
v1.HealthCheck = (function() {
const HealthCheck = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
HealthCheck.prototype.delay_seconds = 15;
HealthCheck.prototype.interval_seconds = 10;
HealthCheck.prototype.timeout_seconds = 20;
HealthCheck.prototype.consecutive_failures = 3;
HealthCheck.prototype.grace_period_seconds = 10;
HealthCheck.prototype.type = 0;
HealthCheck.prototype.command = null;
HealthCheck.prototype.http = null;
HealthCheck.prototype.tcp = null;
HealthCheck.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.http != null && $Object.hasOwnProperty.call(message, "http"))
$root.mesos.v1.HealthCheck.HTTPCheckInfo.encode(message.http, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.delay_seconds != null && $Object.hasOwnProperty.call(message, "delay_seconds"))
writer.uint32(17).double(message.delay_seconds);
if (message.interval_seconds != null && $Object.hasOwnProperty.call(message, "interval_seconds"))
writer.uint32(25).double(message.interval_seconds);
if (message.timeout_seconds != null && $Object.hasOwnProperty.call(message, "timeout_seconds"))
writer.uint32(33).double(message.timeout_seconds);
if (message.consecutive_failures != null && $Object.hasOwnProperty.call(message, "consecutive_failures"))
writer.uint32(40).uint32(message.consecutive_failures);
if (message.grace_period_seconds != null && $Object.hasOwnProperty.call(message, "grace_period_seconds"))
writer.uint32(49).double(message.grace_period_seconds);
if (message.command != null && $Object.hasOwnProperty.call(message, "command"))
$root.mesos.v1.CommandInfo.encode(message.command, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(64).int32(message.type);
if (message.tcp != null && $Object.hasOwnProperty.call(message, "tcp"))
$root.mesos.v1.HealthCheck.TCPCheckInfo.encode(message.tcp, writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
HealthCheck.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.HealthCheck();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 2: {
if (wireType !== 1)
break;
message.delay_seconds = reader.double();
continue;
}
case 3: {
if (wireType !== 1)
break;
message.interval_seconds = reader.double();
continue;
}
case 4: {
if (wireType !== 1)
break;
message.timeout_seconds = reader.double();
continue;
}
case 5: {
if (wireType !== 0)
break;
message.consecutive_failures = reader.uint32();
continue;
}
case 6: {
if (wireType !== 1)
break;
message.grace_period_seconds = reader.double();
continue;
}
case 8: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.HealthCheck.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 7: {
if (wireType !== 2)
break;
message.command = $root.mesos.v1.CommandInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.command);
continue;
}
case 1: {
if (wireType !== 2)
break;
message.http = $root.mesos.v1.HealthCheck.HTTPCheckInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.http);
continue;
}
case 9: {
if (wireType !== 2)
break;
message.tcp = $root.mesos.v1.HealthCheck.TCPCheckInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.tcp);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
HealthCheck.HTTPCheckInfo = (function() {
const HTTPCheckInfo = function (properties) {
this.statuses = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
HTTPCheckInfo.prototype.protocol = 1;
HTTPCheckInfo.prototype.scheme = "";
HTTPCheckInfo.prototype.port = 0;
HTTPCheckInfo.prototype.path = "";
HTTPCheckInfo.prototype.statuses = $util.emptyArray;
HTTPCheckInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.port);
if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
writer.uint32(18).string(message.path);
if (message.scheme != null && $Object.hasOwnProperty.call(message, "scheme"))
writer.uint32(26).string(message.scheme);
if (message.statuses != null && message.statuses.length)
for (let i = 0; i < message.statuses.length; ++i)
writer.uint32(32).uint32(message.statuses[i]);
if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
writer.uint32(40).int32(message.protocol);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
HTTPCheckInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.HealthCheck.HTTPCheckInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 5: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.NetworkInfo.Protocol[value] !== $undefined)
message.protocol = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 3: {
if (wireType !== 2)
break;
message.scheme = reader.string();
continue;
}
case 1: {
if (wireType !== 0)
break;
message.port = reader.uint32();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.path = reader.string();
continue;
}
case 4: {
if (wireType === 2) {
if (!(message.statuses && message.statuses.length))
message.statuses = [];
reader.uint32s(message.statuses);
continue;
}
if (wireType !== 0)
break;
if (!(message.statuses && message.statuses.length))
message.statuses = [];
message.statuses.push(reader.uint32());
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "port"))
throw $util.ProtocolError("missing required 'port'", { instance: message });
return message;
};
return HTTPCheckInfo;
})();
HealthCheck.TCPCheckInfo = (function() {
const TCPCheckInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TCPCheckInfo.prototype.protocol = 1;
TCPCheckInfo.prototype.port = 0;
TCPCheckInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.port);
if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
writer.uint32(16).int32(message.protocol);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TCPCheckInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.HealthCheck.TCPCheckInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 2: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.NetworkInfo.Protocol[value] !== $undefined)
message.protocol = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 1: {
if (wireType !== 0)
break;
message.port = reader.uint32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "port"))
throw $util.ProtocolError("missing required 'port'", { instance: message });
return message;
};
return TCPCheckInfo;
})();
HealthCheck.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "COMMAND"] = 1;
values[valuesById[2] = "HTTP"] = 2;
values[valuesById[3] = "TCP"] = 3;
return values;
})();
return HealthCheck;
})();
v1.CheckInfo = (function() {
const CheckInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
CheckInfo.prototype.type = 0;
CheckInfo.prototype.command = null;
CheckInfo.prototype.http = null;
CheckInfo.prototype.tcp = null;
CheckInfo.prototype.delay_seconds = 15;
CheckInfo.prototype.interval_seconds = 10;
CheckInfo.prototype.timeout_seconds = 20;
CheckInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.command != null && $Object.hasOwnProperty.call(message, "command"))
$root.mesos.v1.CheckInfo.Command.encode(message.command, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.http != null && $Object.hasOwnProperty.call(message, "http"))
$root.mesos.v1.CheckInfo.Http.encode(message.http, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.delay_seconds != null && $Object.hasOwnProperty.call(message, "delay_seconds"))
writer.uint32(33).double(message.delay_seconds);
if (message.interval_seconds != null && $Object.hasOwnProperty.call(message, "interval_seconds"))
writer.uint32(41).double(message.interval_seconds);
if (message.timeout_seconds != null && $Object.hasOwnProperty.call(message, "timeout_seconds"))
writer.uint32(49).double(message.timeout_seconds);
if (message.tcp != null && $Object.hasOwnProperty.call(message, "tcp"))
$root.mesos.v1.CheckInfo.Tcp.encode(message.tcp, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
CheckInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CheckInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.CheckInfo.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.command = $root.mesos.v1.CheckInfo.Command.decode(reader, reader.size(), $undefined, _depth + 1, message.command);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.http = $root.mesos.v1.CheckInfo.Http.decode(reader, reader.size(), $undefined, _depth + 1, message.http);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.tcp = $root.mesos.v1.CheckInfo.Tcp.decode(reader, reader.size(), $undefined, _depth + 1, message.tcp);
continue;
}
case 4: {
if (wireType !== 1)
break;
message.delay_seconds = reader.double();
continue;
}
case 5: {
if (wireType !== 1)
break;
message.interval_seconds = reader.double();
continue;
}
case 6: {
if (wireType !== 1)
break;
message.timeout_seconds = reader.double();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
CheckInfo.Command = (function() {
const Command = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Command.prototype.command = null;
Command.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.CommandInfo.encode(message.command, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Command.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CheckInfo.Command();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.command = $root.mesos.v1.CommandInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.command);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "command"))
throw $util.ProtocolError("missing required 'command'", { instance: message });
return message;
};
return Command;
})();
CheckInfo.Http = (function() {
const Http = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Http.prototype.port = 0;
Http.prototype.path = "";
Http.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.port);
if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
writer.uint32(18).string(message.path);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Http.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CheckInfo.Http();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.port = reader.uint32();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.path = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "port"))
throw $util.ProtocolError("missing required 'port'", { instance: message });
return message;
};
return Http;
})();
CheckInfo.Tcp = (function() {
const Tcp = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Tcp.prototype.port = 0;
Tcp.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.port);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Tcp.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CheckInfo.Tcp();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.port = reader.uint32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "port"))
throw $util.ProtocolError("missing required 'port'", { instance: message });
return message;
};
return Tcp;
})();
CheckInfo.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "COMMAND"] = 1;
values[valuesById[2] = "HTTP"] = 2;
values[valuesById[3] = "TCP"] = 3;
return values;
})();
return CheckInfo;
})();
v1.CheckStatusInfo = (function() {
const CheckStatusInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
CheckStatusInfo.prototype.type = 0;
CheckStatusInfo.prototype.command = null;
CheckStatusInfo.prototype.http = null;
CheckStatusInfo.prototype.tcp = null;
CheckStatusInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.command != null && $Object.hasOwnProperty.call(message, "command"))
$root.mesos.v1.CheckStatusInfo.Command.encode(message.command, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.http != null && $Object.hasOwnProperty.call(message, "http"))
$root.mesos.v1.CheckStatusInfo.Http.encode(message.http, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.tcp != null && $Object.hasOwnProperty.call(message, "tcp"))
$root.mesos.v1.CheckStatusInfo.Tcp.encode(message.tcp, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
CheckStatusInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CheckStatusInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.CheckInfo.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.command = $root.mesos.v1.CheckStatusInfo.Command.decode(reader, reader.size(), $undefined, _depth + 1, message.command);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.http = $root.mesos.v1.CheckStatusInfo.Http.decode(reader, reader.size(), $undefined, _depth + 1, message.http);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.tcp = $root.mesos.v1.CheckStatusInfo.Tcp.decode(reader, reader.size(), $undefined, _depth + 1, message.tcp);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
CheckStatusInfo.Command = (function() {
const Command = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Command.prototype.exit_code = 0;
Command.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.exit_code != null && $Object.hasOwnProperty.call(message, "exit_code"))
writer.uint32(8).int32(message.exit_code);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Command.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CheckStatusInfo.Command();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.exit_code = reader.int32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Command;
})();
CheckStatusInfo.Http = (function() {
const Http = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Http.prototype.status_code = 0;
Http.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.status_code != null && $Object.hasOwnProperty.call(message, "status_code"))
writer.uint32(8).uint32(message.status_code);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Http.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CheckStatusInfo.Http();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.status_code = reader.uint32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Http;
})();
CheckStatusInfo.Tcp = (function() {
const Tcp = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Tcp.prototype.succeeded = false;
Tcp.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.succeeded != null && $Object.hasOwnProperty.call(message, "succeeded"))
writer.uint32(8).bool(message.succeeded);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Tcp.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.CheckStatusInfo.Tcp();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.succeeded = reader.bool();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Tcp;
})();
return CheckStatusInfo;
})();
v1.KillPolicy = (function() {
const KillPolicy = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
KillPolicy.prototype.grace_period = null;
KillPolicy.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.grace_period != null && $Object.hasOwnProperty.call(message, "grace_period"))
$root.mesos.v1.DurationInfo.encode(message.grace_period, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
KillPolicy.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.KillPolicy();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.grace_period = $root.mesos.v1.DurationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.grace_period);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return KillPolicy;
})();
v1.DiscoveryInfo = (function() {
const DiscoveryInfo = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DiscoveryInfo.prototype.visibility = 0;
DiscoveryInfo.prototype.name = "";
DiscoveryInfo.prototype.environment = "";
DiscoveryInfo.prototype.location = "";
DiscoveryInfo.prototype.version = "";
DiscoveryInfo.prototype.ports = null;
DiscoveryInfo.prototype.labels = null;
DiscoveryInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).int32(message.visibility);
if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
writer.uint32(18).string(message.name);
if (message.environment != null && $Object.hasOwnProperty.call(message, "environment"))
writer.uint32(26).string(message.environment);
if (message.location != null && $Object.hasOwnProperty.call(message, "location"))
writer.uint32(34).string(message.location);
if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
writer.uint32(42).string(message.version);
if (message.ports != null && $Object.hasOwnProperty.call(message, "ports"))
$root.mesos.v1.Ports.encode(message.ports, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
$root.mesos.v1.Labels.encode(message.labels, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DiscoveryInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.DiscoveryInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.DiscoveryInfo.Visibility[value] !== $undefined)
message.visibility = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 3: {
if (wireType !== 2)
break;
message.environment = reader.string();
continue;
}
case 4: {
if (wireType !== 2)
break;
message.location = reader.string();
continue;
}
case 5: {
if (wireType !== 2)
break;
message.version = reader.string();
continue;
}
case 6: {
if (wireType !== 2)
break;
message.ports = $root.mesos.v1.Ports.decode(reader, reader.size(), $undefined, _depth + 1, message.ports);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.labels = $root.mesos.v1.Labels.decode(reader, reader.size(), $undefined, _depth + 1, message.labels);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "visibility"))
throw $util.ProtocolError("missing required 'visibility'", { instance: message });
return message;
};
DiscoveryInfo.Visibility = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "FRAMEWORK"] = 0;
values[valuesById[1] = "CLUSTER"] = 1;
values[valuesById[2] = "EXTERNAL"] = 2;
return values;
})();
return DiscoveryInfo;
})();
v1.Port = (function() {
const Port = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Port.prototype.number = 0;
Port.prototype.name = "";
Port.prototype.protocol = "";
Port.prototype.visibility = 0;
Port.prototype.labels = null;
Port.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.number);
if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
writer.uint32(18).string(message.name);
if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
writer.uint32(26).string(message.protocol);
if (message.visibility != null && $Object.hasOwnProperty.call(message, "visibility"))
writer.uint32(32).int32(message.visibility);
if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
$root.mesos.v1.Labels.encode(message.labels, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Port.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Port();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.number = reader.uint32();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 3: {
if (wireType !== 2)
break;
message.protocol = reader.string();
continue;
}
case 4: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.DiscoveryInfo.Visibility[value] !== $undefined)
message.visibility = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 5: {
if (wireType !== 2)
break;
message.labels = $root.mesos.v1.Labels.decode(reader, reader.size(), $undefined, _depth + 1, message.labels);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "number"))
throw $util.ProtocolError("missing required 'number'", { instance: message });
return message;
};
return Port;
})();
v1.Ports = (function() {
const Ports = function (properties) {
this.ports = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Ports.prototype.ports = $util.emptyArray;
Ports.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.ports != null && message.ports.length)
for (let i = 0; i < message.ports.length; ++i)
$root.mesos.v1.Port.encode(message.ports[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Ports.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Ports();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.ports && message.ports.length))
message.ports = [];
message.ports.push($root.mesos.v1.Port.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Ports;
})();
v1.TaskState = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[6] = "TASK_STAGING"] = 6;
values[valuesById[0] = "TASK_STARTING"] = 0;
values[valuesById[1] = "TASK_RUNNING"] = 1;
values[valuesById[2] = "TASK_FINISHED"] = 2;
values[valuesById[3] = "TASK_FAILED"] = 3;
values[valuesById[4] = "TASK_KILLED"] = 4;
values[valuesById[5] = "TASK_LOST"] = 5;
values[valuesById[7] = "TASK_ERROR"] = 7;
values[valuesById[8] = "TASK_KILLING"] = 8;
values[valuesById[9] = "TASK_DROPPED"] = 9;
values[valuesById[10] = "TASK_UNREACHABLE"] = 10;
values[valuesById[11] = "TASK_GONE"] = 11;
values[valuesById[12] = "TASK_GONE_BY_OPERATOR"] = 12;
values[valuesById[13] = "TASK_UNKNOWN"] = 13;
return values;
})();
v1.TaskStatus = (function() {
const TaskStatus = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TaskStatus.prototype.task_id = null;
TaskStatus.prototype.state = 6;
TaskStatus.prototype.message = "";
TaskStatus.prototype.source = 0;
TaskStatus.prototype.reason = 0;
TaskStatus.prototype.data = $util.newBuffer([]);
TaskStatus.prototype.agent_id = null;
TaskStatus.prototype.executor_id = null;
TaskStatus.prototype.timestamp = 0;
TaskStatus.prototype.uuid = $util.newBuffer([]);
TaskStatus.prototype.healthy = false;
TaskStatus.prototype.check_status = null;
TaskStatus.prototype.labels = null;
TaskStatus.prototype.container_status = null;
TaskStatus.prototype.unreachable_time = null;
TaskStatus.prototype.limitation = null;
TaskStatus.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.TaskID.encode(message.task_id, writer.uint32(10).fork(), _depth + 1).ldelim();
writer.uint32(16).int32(message.state);
if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
writer.uint32(26).bytes(message.data);
if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
writer.uint32(34).string(message.message);
if (message.agent_id != null && $Object.hasOwnProperty.call(message, "agent_id"))
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
writer.uint32(49).double(message.timestamp);
if (message.executor_id != null && $Object.hasOwnProperty.call(message, "executor_id"))
$root.mesos.v1.ExecutorID.encode(message.executor_id, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.healthy != null && $Object.hasOwnProperty.call(message, "healthy"))
writer.uint32(64).bool(message.healthy);
if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
writer.uint32(72).int32(message.source);
if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
writer.uint32(80).int32(message.reason);
if (message.uuid != null && $Object.hasOwnProperty.call(message, "uuid"))
writer.uint32(90).bytes(message.uuid);
if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
$root.mesos.v1.Labels.encode(message.labels, writer.uint32(98).fork(), _depth + 1).ldelim();
if (message.container_status != null && $Object.hasOwnProperty.call(message, "container_status"))
$root.mesos.v1.ContainerStatus.encode(message.container_status, writer.uint32(106).fork(), _depth + 1).ldelim();
if (message.unreachable_time != null && $Object.hasOwnProperty.call(message, "unreachable_time"))
$root.mesos.v1.TimeInfo.encode(message.unreachable_time, writer.uint32(114).fork(), _depth + 1).ldelim();
if (message.check_status != null && $Object.hasOwnProperty.call(message, "check_status"))
$root.mesos.v1.CheckStatusInfo.encode(message.check_status, writer.uint32(122).fork(), _depth + 1).ldelim();
if (message.limitation != null && $Object.hasOwnProperty.call(message, "limitation"))
$root.mesos.v1.TaskResourceLimitation.encode(message.limitation, writer.uint32(130).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TaskStatus.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.TaskStatus();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.task_id = $root.mesos.v1.TaskID.decode(reader, reader.size(), $undefined, _depth + 1, message.task_id);
continue;
}
case 2: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.TaskState[value] !== $undefined)
message.state = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 4: {
if (wireType !== 2)
break;
message.message = reader.string();
continue;
}
case 9: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.TaskStatus.Source[value] !== $undefined)
message.source = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 10: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.TaskStatus.Reason[value] !== $undefined)
message.reason = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 3: {
if (wireType !== 2)
break;
message.data = reader.bytes();
continue;
}
case 5: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.executor_id = $root.mesos.v1.ExecutorID.decode(reader, reader.size(), $undefined, _depth + 1, message.executor_id);
continue;
}
case 6: {
if (wireType !== 1)
break;
message.timestamp = reader.double();
continue;
}
case 11: {
if (wireType !== 2)
break;
message.uuid = reader.bytes();
continue;
}
case 8: {
if (wireType !== 0)
break;
message.healthy = reader.bool();
continue;
}
case 15: {
if (wireType !== 2)
break;
message.check_status = $root.mesos.v1.CheckStatusInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.check_status);
continue;
}
case 12: {
if (wireType !== 2)
break;
message.labels = $root.mesos.v1.Labels.decode(reader, reader.size(), $undefined, _depth + 1, message.labels);
continue;
}
case 13: {
if (wireType !== 2)
break;
message.container_status = $root.mesos.v1.ContainerStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.container_status);
continue;
}
case 14: {
if (wireType !== 2)
break;
message.unreachable_time = $root.mesos.v1.TimeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.unreachable_time);
continue;
}
case 16: {
if (wireType !== 2)
break;
message.limitation = $root.mesos.v1.TaskResourceLimitation.decode(reader, reader.size(), $undefined, _depth + 1, message.limitation);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "task_id"))
throw $util.ProtocolError("missing required 'task_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "state"))
throw $util.ProtocolError("missing required 'state'", { instance: message });
return message;
};
TaskStatus.Reason = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "REASON_COMMAND_EXECUTOR_FAILED"] = 0;
values[valuesById[1] = "REASON_EXECUTOR_TERMINATED"] = 1;
values[valuesById[2] = "REASON_EXECUTOR_UNREGISTERED"] = 2;
values[valuesById[3] = "REASON_FRAMEWORK_REMOVED"] = 3;
values[valuesById[4] = "REASON_GC_ERROR"] = 4;
values[valuesById[5] = "REASON_INVALID_FRAMEWORKID"] = 5;
values[valuesById[6] = "REASON_INVALID_OFFERS"] = 6;
values[valuesById[7] = "REASON_MASTER_DISCONNECTED"] = 7;
values[valuesById[8] = "REASON_CONTAINER_LIMITATION_MEMORY"] = 8;
values[valuesById[9] = "REASON_RECONCILIATION"] = 9;
values[valuesById[10] = "REASON_AGENT_DISCONNECTED"] = 10;
values[valuesById[11] = "REASON_AGENT_REMOVED"] = 11;
values[valuesById[12] = "REASON_AGENT_RESTARTED"] = 12;
values[valuesById[13] = "REASON_AGENT_UNKNOWN"] = 13;
values[valuesById[14] = "REASON_TASK_INVALID"] = 14;
values[valuesById[15] = "REASON_TASK_UNAUTHORIZED"] = 15;
values[valuesById[16] = "REASON_TASK_UNKNOWN"] = 16;
values[valuesById[17] = "REASON_CONTAINER_PREEMPTED"] = 17;
values[valuesById[18] = "REASON_RESOURCES_UNKNOWN"] = 18;
values[valuesById[19] = "REASON_CONTAINER_LIMITATION"] = 19;
values[valuesById[20] = "REASON_CONTAINER_LIMITATION_DISK"] = 20;
values[valuesById[21] = "REASON_CONTAINER_LAUNCH_FAILED"] = 21;
values[valuesById[22] = "REASON_CONTAINER_UPDATE_FAILED"] = 22;
values[valuesById[23] = "REASON_EXECUTOR_REGISTRATION_TIMEOUT"] = 23;
values[valuesById[24] = "REASON_EXECUTOR_REREGISTRATION_TIMEOUT"] = 24;
values[valuesById[25] = "REASON_TASK_GROUP_INVALID"] = 25;
values[valuesById[26] = "REASON_TASK_GROUP_UNAUTHORIZED"] = 26;
values[valuesById[27] = "REASON_IO_SWITCHBOARD_EXITED"] = 27;
values[valuesById[28] = "REASON_TASK_CHECK_STATUS_UPDATED"] = 28;
values[valuesById[29] = "REASON_TASK_HEALTH_CHECK_STATUS_UPDATED"] = 29;
values[valuesById[30] = "REASON_TASK_KILLED_DURING_LAUNCH"] = 30;
values[valuesById[31] = "REASON_AGENT_REMOVED_BY_OPERATOR"] = 31;
values[valuesById[32] = "REASON_AGENT_REREGISTERED"] = 32;
values[valuesById[33] = "REASON_MAX_COMPLETION_TIME_REACHED"] = 33;
values[valuesById[34] = "REASON_AGENT_DRAINING"] = 34;
return values;
})();
TaskStatus.Source = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "SOURCE_MASTER"] = 0;
values[valuesById[1] = "SOURCE_AGENT"] = 1;
values[valuesById[2] = "SOURCE_EXECUTOR"] = 2;
return values;
})();
return TaskStatus;
})();
v1.Task = (function() {
const Task = function (properties) {
this.resources = [];
this.statuses = [];
this.limits = {};
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Task.prototype.name = "";
Task.prototype.task_id = null;
Task.prototype.framework_id = null;
Task.prototype.executor_id = null;
Task.prototype.agent_id = null;
Task.prototype.state = 6;
Task.prototype.resources = $util.emptyArray;
Task.prototype.statuses = $util.emptyArray;
Task.prototype.status_update_state = 6;
Task.prototype.status_update_uuid = $util.newBuffer([]);
Task.prototype.labels = null;
Task.prototype.discovery = null;
Task.prototype.container = null;
Task.prototype.user = "";
Task.prototype.health_check = null;
Task.prototype.kill_policy = null;
Task.prototype.limits = $util.emptyObject;
Task.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.name);
$root.mesos.v1.TaskID.encode(message.task_id, writer.uint32(18).fork(), _depth + 1).ldelim();
$root.mesos.v1.FrameworkID.encode(message.framework_id, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.executor_id != null && $Object.hasOwnProperty.call(message, "executor_id"))
$root.mesos.v1.ExecutorID.encode(message.executor_id, writer.uint32(34).fork(), _depth + 1).ldelim();
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(42).fork(), _depth + 1).ldelim();
writer.uint32(48).int32(message.state);
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.statuses != null && message.statuses.length)
for (let i = 0; i < message.statuses.length; ++i)
$root.mesos.v1.TaskStatus.encode(message.statuses[i], writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.status_update_state != null && $Object.hasOwnProperty.call(message, "status_update_state"))
writer.uint32(72).int32(message.status_update_state);
if (message.status_update_uuid != null && $Object.hasOwnProperty.call(message, "status_update_uuid"))
writer.uint32(82).bytes(message.status_update_uuid);
if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
$root.mesos.v1.Labels.encode(message.labels, writer.uint32(90).fork(), _depth + 1).ldelim();
if (message.discovery != null && $Object.hasOwnProperty.call(message, "discovery"))
$root.mesos.v1.DiscoveryInfo.encode(message.discovery, writer.uint32(98).fork(), _depth + 1).ldelim();
if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
$root.mesos.v1.ContainerInfo.encode(message.container, writer.uint32(106).fork(), _depth + 1).ldelim();
if (message.user != null && $Object.hasOwnProperty.call(message, "user"))
writer.uint32(114).string(message.user);
if (message.health_check != null && $Object.hasOwnProperty.call(message, "health_check"))
$root.mesos.v1.HealthCheck.encode(message.health_check, writer.uint32(122).fork(), _depth + 1).ldelim();
if (message.kill_policy != null && $Object.hasOwnProperty.call(message, "kill_policy"))
$root.mesos.v1.KillPolicy.encode(message.kill_policy, writer.uint32(130).fork(), _depth + 1).ldelim();
if (message.limits != null && $Object.hasOwnProperty.call(message, "limits"))
for (let keys = $Object.keys(message.limits), i = 0; i < keys.length; ++i) {
writer.uint32(138).fork().uint32(10).string(keys[i]);
$root.mesos.v1.Value.Scalar.encode(message.limits[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
}
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Task.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, key, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Task();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.name = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.task_id = $root.mesos.v1.TaskID.decode(reader, reader.size(), $undefined, _depth + 1, message.task_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.framework_id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_id);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.executor_id = $root.mesos.v1.ExecutorID.decode(reader, reader.size(), $undefined, _depth + 1, message.executor_id);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 6: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.TaskState[value] !== $undefined)
message.state = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 7: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 8: {
if (wireType !== 2)
break;
if (!(message.statuses && message.statuses.length))
message.statuses = [];
message.statuses.push($root.mesos.v1.TaskStatus.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 9: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.TaskState[value] !== $undefined)
message.status_update_state = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 10: {
if (wireType !== 2)
break;
message.status_update_uuid = reader.bytes();
continue;
}
case 11: {
if (wireType !== 2)
break;
message.labels = $root.mesos.v1.Labels.decode(reader, reader.size(), $undefined, _depth + 1, message.labels);
continue;
}
case 12: {
if (wireType !== 2)
break;
message.discovery = $root.mesos.v1.DiscoveryInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.discovery);
continue;
}
case 13: {
if (wireType !== 2)
break;
message.container = $root.mesos.v1.ContainerInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
continue;
}
case 14: {
if (wireType !== 2)
break;
message.user = reader.string();
continue;
}
case 15: {
if (wireType !== 2)
break;
message.health_check = $root.mesos.v1.HealthCheck.decode(reader, reader.size(), $undefined, _depth + 1, message.health_check);
continue;
}
case 16: {
if (wireType !== 2)
break;
message.kill_policy = $root.mesos.v1.KillPolicy.decode(reader, reader.size(), $undefined, _depth + 1, message.kill_policy);
continue;
}
case 17: {
if (wireType !== 2)
break;
if (message.limits === $util.emptyObject)
message.limits = {};
let end2 = reader.size() + reader.pos;
if (end2 > reader.len)
throw $RangeError("index out of range");
reader.len = end2;
key = "";
value = null;
while (reader.pos < end2) {
let tag2 = reader.tag();
wireType = tag2 & 7;
switch (tag2 >>>= 3) {
case 1:
if (wireType !== 2)
break;
key = reader.string();
continue;
case 2:
if (wireType !== 2)
break;
value = $root.mesos.v1.Value.Scalar.decode(reader, reader.size(), $undefined, _depth + 1, value);
continue;
}
reader.skipType(wireType, _depth, tag2);
}
if (reader.pos !== end2)
throw $RangeError("index out of range");
reader.len = end;
if (key === "__proto__")
$util.makeProp(message.limits, key);
message.limits[key] = value || new $root.mesos.v1.Value.Scalar();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "name"))
throw $util.ProtocolError("missing required 'name'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "task_id"))
throw $util.ProtocolError("missing required 'task_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "framework_id"))
throw $util.ProtocolError("missing required 'framework_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "state"))
throw $util.ProtocolError("missing required 'state'", { instance: message });
return message;
};
return Task;
})();
v1.Offer = (function() {
const Offer = function (properties) {
this.resources = [];
this.attributes = [];
this.executor_ids = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Offer.prototype.id = null;
Offer.prototype.framework_id = null;
Offer.prototype.agent_id = null;
Offer.prototype.hostname = "";
Offer.prototype.url = null;
Offer.prototype.domain = null;
Offer.prototype.resources = $util.emptyArray;
Offer.prototype.attributes = $util.emptyArray;
Offer.prototype.executor_ids = $util.emptyArray;
Offer.prototype.unavailability = null;
Offer.prototype.allocation_info = null;
Offer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.OfferID.encode(message.id, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.FrameworkID.encode(message.framework_id, writer.uint32(18).fork(), _depth + 1).ldelim();
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(26).fork(), _depth + 1).ldelim();
writer.uint32(34).string(message.hostname);
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.executor_ids != null && message.executor_ids.length)
for (let i = 0; i < message.executor_ids.length; ++i)
$root.mesos.v1.ExecutorID.encode(message.executor_ids[i], writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.attributes != null && message.attributes.length)
for (let i = 0; i < message.attributes.length; ++i)
$root.mesos.v1.Attribute.encode(message.attributes[i], writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.url != null && $Object.hasOwnProperty.call(message, "url"))
$root.mesos.v1.URL.encode(message.url, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.unavailability != null && $Object.hasOwnProperty.call(message, "unavailability"))
$root.mesos.v1.Unavailability.encode(message.unavailability, writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.allocation_info != null && $Object.hasOwnProperty.call(message, "allocation_info"))
$root.mesos.v1.Resource.AllocationInfo.encode(message.allocation_info, writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.domain != null && $Object.hasOwnProperty.call(message, "domain"))
$root.mesos.v1.DomainInfo.encode(message.domain, writer.uint32(90).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Offer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Offer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.id = $root.mesos.v1.OfferID.decode(reader, reader.size(), $undefined, _depth + 1, message.id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.framework_id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.hostname = reader.string();
continue;
}
case 8: {
if (wireType !== 2)
break;
message.url = $root.mesos.v1.URL.decode(reader, reader.size(), $undefined, _depth + 1, message.url);
continue;
}
case 11: {
if (wireType !== 2)
break;
message.domain = $root.mesos.v1.DomainInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.domain);
continue;
}
case 5: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 7: {
if (wireType !== 2)
break;
if (!(message.attributes && message.attributes.length))
message.attributes = [];
message.attributes.push($root.mesos.v1.Attribute.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 6: {
if (wireType !== 2)
break;
if (!(message.executor_ids && message.executor_ids.length))
message.executor_ids = [];
message.executor_ids.push($root.mesos.v1.ExecutorID.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 9: {
if (wireType !== 2)
break;
message.unavailability = $root.mesos.v1.Unavailability.decode(reader, reader.size(), $undefined, _depth + 1, message.unavailability);
continue;
}
case 10: {
if (wireType !== 2)
break;
message.allocation_info = $root.mesos.v1.Resource.AllocationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.allocation_info);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "id"))
throw $util.ProtocolError("missing required 'id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "framework_id"))
throw $util.ProtocolError("missing required 'framework_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "hostname"))
throw $util.ProtocolError("missing required 'hostname'", { instance: message });
return message;
};
Offer.Operation = (function() {
const Operation = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Operation.prototype.type = 0;
Operation.prototype.id = null;
Operation.prototype.launch = null;
Operation.prototype.launch_group = null;
Operation.prototype.reserve = null;
Operation.prototype.unreserve = null;
Operation.prototype.create = null;
Operation.prototype.destroy = null;
Operation.prototype.grow_volume = null;
Operation.prototype.shrink_volume = null;
Operation.prototype.create_disk = null;
Operation.prototype.destroy_disk = null;
Operation.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.launch != null && $Object.hasOwnProperty.call(message, "launch"))
$root.mesos.v1.Offer.Operation.Launch.encode(message.launch, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.reserve != null && $Object.hasOwnProperty.call(message, "reserve"))
$root.mesos.v1.Offer.Operation.Reserve.encode(message.reserve, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.unreserve != null && $Object.hasOwnProperty.call(message, "unreserve"))
$root.mesos.v1.Offer.Operation.Unreserve.encode(message.unreserve, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.create != null && $Object.hasOwnProperty.call(message, "create"))
$root.mesos.v1.Offer.Operation.Create.encode(message.create, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.destroy != null && $Object.hasOwnProperty.call(message, "destroy"))
$root.mesos.v1.Offer.Operation.Destroy.encode(message.destroy, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.launch_group != null && $Object.hasOwnProperty.call(message, "launch_group"))
$root.mesos.v1.Offer.Operation.LaunchGroup.encode(message.launch_group, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
$root.mesos.v1.OperationID.encode(message.id, writer.uint32(98).fork(), _depth + 1).ldelim();
if (message.grow_volume != null && $Object.hasOwnProperty.call(message, "grow_volume"))
$root.mesos.v1.Offer.Operation.GrowVolume.encode(message.grow_volume, writer.uint32(106).fork(), _depth + 1).ldelim();
if (message.shrink_volume != null && $Object.hasOwnProperty.call(message, "shrink_volume"))
$root.mesos.v1.Offer.Operation.ShrinkVolume.encode(message.shrink_volume, writer.uint32(114).fork(), _depth + 1).ldelim();
if (message.create_disk != null && $Object.hasOwnProperty.call(message, "create_disk"))
$root.mesos.v1.Offer.Operation.CreateDisk.encode(message.create_disk, writer.uint32(122).fork(), _depth + 1).ldelim();
if (message.destroy_disk != null && $Object.hasOwnProperty.call(message, "destroy_disk"))
$root.mesos.v1.Offer.Operation.DestroyDisk.encode(message.destroy_disk, writer.uint32(130).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Operation.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Offer.Operation();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Offer.Operation.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 12: {
if (wireType !== 2)
break;
message.id = $root.mesos.v1.OperationID.decode(reader, reader.size(), $undefined, _depth + 1, message.id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.launch = $root.mesos.v1.Offer.Operation.Launch.decode(reader, reader.size(), $undefined, _depth + 1, message.launch);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.launch_group = $root.mesos.v1.Offer.Operation.LaunchGroup.decode(reader, reader.size(), $undefined, _depth + 1, message.launch_group);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.reserve = $root.mesos.v1.Offer.Operation.Reserve.decode(reader, reader.size(), $undefined, _depth + 1, message.reserve);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.unreserve = $root.mesos.v1.Offer.Operation.Unreserve.decode(reader, reader.size(), $undefined, _depth + 1, message.unreserve);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.create = $root.mesos.v1.Offer.Operation.Create.decode(reader, reader.size(), $undefined, _depth + 1, message.create);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.destroy = $root.mesos.v1.Offer.Operation.Destroy.decode(reader, reader.size(), $undefined, _depth + 1, message.destroy);
continue;
}
case 13: {
if (wireType !== 2)
break;
message.grow_volume = $root.mesos.v1.Offer.Operation.GrowVolume.decode(reader, reader.size(), $undefined, _depth + 1, message.grow_volume);
continue;
}
case 14: {
if (wireType !== 2)
break;
message.shrink_volume = $root.mesos.v1.Offer.Operation.ShrinkVolume.decode(reader, reader.size(), $undefined, _depth + 1, message.shrink_volume);
continue;
}
case 15: {
if (wireType !== 2)
break;
message.create_disk = $root.mesos.v1.Offer.Operation.CreateDisk.decode(reader, reader.size(), $undefined, _depth + 1, message.create_disk);
continue;
}
case 16: {
if (wireType !== 2)
break;
message.destroy_disk = $root.mesos.v1.Offer.Operation.DestroyDisk.decode(reader, reader.size(), $undefined, _depth + 1, message.destroy_disk);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Operation.Launch = (function() {
const Launch = function (properties) {
this.task_infos = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Launch.prototype.task_infos = $util.emptyArray;
Launch.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.task_infos != null && message.task_infos.length)
for (let i = 0; i < message.task_infos.length; ++i)
$root.mesos.v1.TaskInfo.encode(message.task_infos[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Launch.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Offer.Operation.Launch();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.task_infos && message.task_infos.length))
message.task_infos = [];
message.task_infos.push($root.mesos.v1.TaskInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Launch;
})();
Operation.Reserve = (function() {
const Reserve = function (properties) {
this.source = [];
this.resources = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Reserve.prototype.source = $util.emptyArray;
Reserve.prototype.resources = $util.emptyArray;
Reserve.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.source != null && message.source.length)
for (let i = 0; i < message.source.length; ++i)
$root.mesos.v1.Resource.encode(message.source[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Reserve.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Offer.Operation.Reserve();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 2: {
if (wireType !== 2)
break;
if (!(message.source && message.source.length))
message.source = [];
message.source.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 1: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Reserve;
})();
Operation.CreateDisk = (function() {
const CreateDisk = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
CreateDisk.prototype.source = null;
CreateDisk.prototype.target_type = 0;
CreateDisk.prototype.target_profile = "";
CreateDisk.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.Resource.encode(message.source, writer.uint32(10).fork(), _depth + 1).ldelim();
writer.uint32(16).int32(message.target_type);
if (message.target_profile != null && $Object.hasOwnProperty.call(message, "target_profile"))
writer.uint32(26).string(message.target_profile);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
CreateDisk.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Offer.Operation.CreateDisk();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.source = $root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.source);
continue;
}
case 2: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.Resource.DiskInfo.Source.Type[value] !== $undefined)
message.target_type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 3: {
if (wireType !== 2)
break;
message.target_profile = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "source"))
throw $util.ProtocolError("missing required 'source'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "target_type"))
throw $util.ProtocolError("missing required 'target_type'", { instance: message });
return message;
};
return CreateDisk;
})();
Operation.LaunchGroup = (function() {
const LaunchGroup = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
LaunchGroup.prototype.executor = null;
LaunchGroup.prototype.task_group = null;
LaunchGroup.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ExecutorInfo.encode(message.executor, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.TaskGroupInfo.encode(message.task_group, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
LaunchGroup.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Offer.Operation.LaunchGroup();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.executor = $root.mesos.v1.ExecutorInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.executor);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.task_group = $root.mesos.v1.TaskGroupInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.task_group);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "executor"))
throw $util.ProtocolError("missing required 'executor'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "task_group"))
throw $util.ProtocolError("missing required 'task_group'", { instance: message });
return message;
};
return LaunchGroup;
})();
Operation.Unreserve = (function() {
const Unreserve = function (properties) {
this.resources = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Unreserve.prototype.resources = $util.emptyArray;
Unreserve.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Unreserve.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Offer.Operation.Unreserve();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Unreserve;
})();
Operation.Create = (function() {
const Create = function (properties) {
this.volumes = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Create.prototype.volumes = $util.emptyArray;
Create.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.volumes != null && message.volumes.length)
for (let i = 0; i < message.volumes.length; ++i)
$root.mesos.v1.Resource.encode(message.volumes[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Create.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Offer.Operation.Create();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.volumes && message.volumes.length))
message.volumes = [];
message.volumes.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Create;
})();
Operation.Destroy = (function() {
const Destroy = function (properties) {
this.volumes = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Destroy.prototype.volumes = $util.emptyArray;
Destroy.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.volumes != null && message.volumes.length)
for (let i = 0; i < message.volumes.length; ++i)
$root.mesos.v1.Resource.encode(message.volumes[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Destroy.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Offer.Operation.Destroy();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.volumes && message.volumes.length))
message.volumes = [];
message.volumes.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Destroy;
})();
Operation.GrowVolume = (function() {
const GrowVolume = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GrowVolume.prototype.volume = null;
GrowVolume.prototype.addition = null;
GrowVolume.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.Resource.encode(message.volume, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.Resource.encode(message.addition, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GrowVolume.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Offer.Operation.GrowVolume();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.volume = $root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.volume);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.addition = $root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.addition);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "volume"))
throw $util.ProtocolError("missing required 'volume'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "addition"))
throw $util.ProtocolError("missing required 'addition'", { instance: message });
return message;
};
return GrowVolume;
})();
Operation.ShrinkVolume = (function() {
const ShrinkVolume = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ShrinkVolume.prototype.volume = null;
ShrinkVolume.prototype.subtract = null;
ShrinkVolume.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.Resource.encode(message.volume, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.Value.Scalar.encode(message.subtract, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ShrinkVolume.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Offer.Operation.ShrinkVolume();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.volume = $root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.volume);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.subtract = $root.mesos.v1.Value.Scalar.decode(reader, reader.size(), $undefined, _depth + 1, message.subtract);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "volume"))
throw $util.ProtocolError("missing required 'volume'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "subtract"))
throw $util.ProtocolError("missing required 'subtract'", { instance: message });
return message;
};
return ShrinkVolume;
})();
Operation.DestroyDisk = (function() {
const DestroyDisk = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DestroyDisk.prototype.source = null;
DestroyDisk.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.Resource.encode(message.source, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DestroyDisk.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Offer.Operation.DestroyDisk();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.source = $root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.source);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "source"))
throw $util.ProtocolError("missing required 'source'", { instance: message });
return message;
};
return DestroyDisk;
})();
Operation.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "LAUNCH"] = 1;
values[valuesById[2] = "RESERVE"] = 2;
values[valuesById[3] = "UNRESERVE"] = 3;
values[valuesById[4] = "CREATE"] = 4;
values[valuesById[5] = "DESTROY"] = 5;
values[valuesById[6] = "LAUNCH_GROUP"] = 6;
values[valuesById[11] = "GROW_VOLUME"] = 11;
values[valuesById[12] = "SHRINK_VOLUME"] = 12;
values[valuesById[13] = "CREATE_DISK"] = 13;
values[valuesById[14] = "DESTROY_DISK"] = 14;
return values;
})();
return Operation;
})();
return Offer;
})();
v1.InverseOffer = (function() {
const InverseOffer = function (properties) {
this.resources = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
InverseOffer.prototype.id = null;
InverseOffer.prototype.url = null;
InverseOffer.prototype.framework_id = null;
InverseOffer.prototype.agent_id = null;
InverseOffer.prototype.unavailability = null;
InverseOffer.prototype.resources = $util.emptyArray;
InverseOffer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.OfferID.encode(message.id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.url != null && $Object.hasOwnProperty.call(message, "url"))
$root.mesos.v1.URL.encode(message.url, writer.uint32(18).fork(), _depth + 1).ldelim();
$root.mesos.v1.FrameworkID.encode(message.framework_id, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.agent_id != null && $Object.hasOwnProperty.call(message, "agent_id"))
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(34).fork(), _depth + 1).ldelim();
$root.mesos.v1.Unavailability.encode(message.unavailability, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
InverseOffer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.InverseOffer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.id = $root.mesos.v1.OfferID.decode(reader, reader.size(), $undefined, _depth + 1, message.id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.url = $root.mesos.v1.URL.decode(reader, reader.size(), $undefined, _depth + 1, message.url);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.framework_id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_id);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.unavailability = $root.mesos.v1.Unavailability.decode(reader, reader.size(), $undefined, _depth + 1, message.unavailability);
continue;
}
case 6: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "id"))
throw $util.ProtocolError("missing required 'id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "framework_id"))
throw $util.ProtocolError("missing required 'framework_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "unavailability"))
throw $util.ProtocolError("missing required 'unavailability'", { instance: message });
return message;
};
return InverseOffer;
})();
v1.Operation = (function() {
const Operation = function (properties) {
this.statuses = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Operation.prototype.framework_id = null;
Operation.prototype.agent_id = null;
Operation.prototype.info = null;
Operation.prototype.latest_status = null;
Operation.prototype.statuses = $util.emptyArray;
Operation.prototype.uuid = null;
Operation.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.framework_id != null && $Object.hasOwnProperty.call(message, "framework_id"))
$root.mesos.v1.FrameworkID.encode(message.framework_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.agent_id != null && $Object.hasOwnProperty.call(message, "agent_id"))
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(18).fork(), _depth + 1).ldelim();
$root.mesos.v1.Offer.Operation.encode(message.info, writer.uint32(26).fork(), _depth + 1).ldelim();
$root.mesos.v1.OperationStatus.encode(message.latest_status, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.statuses != null && message.statuses.length)
for (let i = 0; i < message.statuses.length; ++i)
$root.mesos.v1.OperationStatus.encode(message.statuses[i], writer.uint32(42).fork(), _depth + 1).ldelim();
$root.mesos.v1.UUID.encode(message.uuid, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Operation.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.Operation();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework_id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.info = $root.mesos.v1.Offer.Operation.decode(reader, reader.size(), $undefined, _depth + 1, message.info);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.latest_status = $root.mesos.v1.OperationStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.latest_status);
continue;
}
case 5: {
if (wireType !== 2)
break;
if (!(message.statuses && message.statuses.length))
message.statuses = [];
message.statuses.push($root.mesos.v1.OperationStatus.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 6: {
if (wireType !== 2)
break;
message.uuid = $root.mesos.v1.UUID.decode(reader, reader.size(), $undefined, _depth + 1, message.uuid);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "info"))
throw $util.ProtocolError("missing required 'info'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "latest_status"))
throw $util.ProtocolError("missing required 'latest_status'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "uuid"))
throw $util.ProtocolError("missing required 'uuid'", { instance: message });
return message;
};
return Operation;
})();
v1.OperationState = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "OPERATION_UNSUPPORTED"] = 0;
values[valuesById[1] = "OPERATION_PENDING"] = 1;
values[valuesById[2] = "OPERATION_FINISHED"] = 2;
values[valuesById[3] = "OPERATION_FAILED"] = 3;
values[valuesById[4] = "OPERATION_ERROR"] = 4;
values[valuesById[5] = "OPERATION_DROPPED"] = 5;
values[valuesById[6] = "OPERATION_UNREACHABLE"] = 6;
values[valuesById[7] = "OPERATION_GONE_BY_OPERATOR"] = 7;
values[valuesById[8] = "OPERATION_RECOVERING"] = 8;
values[valuesById[9] = "OPERATION_UNKNOWN"] = 9;
return values;
})();
v1.OperationStatus = (function() {
const OperationStatus = function (properties) {
this.converted_resources = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
OperationStatus.prototype.operation_id = null;
OperationStatus.prototype.state = 0;
OperationStatus.prototype.message = "";
OperationStatus.prototype.converted_resources = $util.emptyArray;
OperationStatus.prototype.uuid = null;
OperationStatus.prototype.agent_id = null;
OperationStatus.prototype.resource_provider_id = null;
OperationStatus.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.operation_id != null && $Object.hasOwnProperty.call(message, "operation_id"))
$root.mesos.v1.OperationID.encode(message.operation_id, writer.uint32(10).fork(), _depth + 1).ldelim();
writer.uint32(16).int32(message.state);
if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
writer.uint32(26).string(message.message);
if (message.converted_resources != null && message.converted_resources.length)
for (let i = 0; i < message.converted_resources.length; ++i)
$root.mesos.v1.Resource.encode(message.converted_resources[i], writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.uuid != null && $Object.hasOwnProperty.call(message, "uuid"))
$root.mesos.v1.UUID.encode(message.uuid, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.agent_id != null && $Object.hasOwnProperty.call(message, "agent_id"))
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.resource_provider_id != null && $Object.hasOwnProperty.call(message, "resource_provider_id"))
$root.mesos.v1.ResourceProviderID.encode(message.resource_provider_id, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
OperationStatus.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.OperationStatus();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.operation_id = $root.mesos.v1.OperationID.decode(reader, reader.size(), $undefined, _depth + 1, message.operation_id);
continue;
}
case 2: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.OperationState[value] !== $undefined)
message.state = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 3: {
if (wireType !== 2)
break;
message.message = reader.string();
continue;
}
case 4: {
if (wireType !== 2)
break;
if (!(message.converted_resources && message.converted_resources.length))
message.converted_resources = [];
message.converted_resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 5: {
if (wireType !== 2)
break;
message.uuid = $root.mesos.v1.UUID.decode(reader, reader.size(), $undefined, _depth + 1, message.uuid);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.resource_provider_id = $root.mesos.v1.ResourceProviderID.decode(reader, reader.size(), $undefined, _depth + 1, message.resource_provider_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "state"))
throw $util.ProtocolError("missing required 'state'", { instance: message });
return message;
};
return OperationStatus;
})();
v1.allocator = (function() {
const allocator = {};
allocator.InverseOfferStatus = (function() {
const InverseOfferStatus = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
InverseOfferStatus.prototype.status = 1;
InverseOfferStatus.prototype.framework_id = null;
InverseOfferStatus.prototype.timestamp = null;
InverseOfferStatus.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).int32(message.status);
$root.mesos.v1.FrameworkID.encode(message.framework_id, writer.uint32(18).fork(), _depth + 1).ldelim();
$root.mesos.v1.TimeInfo.encode(message.timestamp, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
InverseOfferStatus.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.allocator.InverseOfferStatus();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.allocator.InverseOfferStatus.Status[value] !== $undefined)
message.status = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.framework_id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.timestamp = $root.mesos.v1.TimeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.timestamp);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "status"))
throw $util.ProtocolError("missing required 'status'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "framework_id"))
throw $util.ProtocolError("missing required 'framework_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "timestamp"))
throw $util.ProtocolError("missing required 'timestamp'", { instance: message });
return message;
};
InverseOfferStatus.Status = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[1] = "UNKNOWN"] = 1;
values[valuesById[2] = "ACCEPT"] = 2;
values[valuesById[3] = "DECLINE"] = 3;
return values;
})();
return InverseOfferStatus;
})();
return allocator;
})();
v1.executor = (function() {
const executor = {};
executor.Event = (function() {
const Event = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Event.prototype.type = 0;
Event.prototype.subscribed = null;
Event.prototype.acknowledged = null;
Event.prototype.launch = null;
Event.prototype.kill = null;
Event.prototype.message = null;
Event.prototype.error = null;
Event.prototype.launch_group = null;
Event.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.subscribed != null && $Object.hasOwnProperty.call(message, "subscribed"))
$root.mesos.v1.executor.Event.Subscribed.encode(message.subscribed, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.acknowledged != null && $Object.hasOwnProperty.call(message, "acknowledged"))
$root.mesos.v1.executor.Event.Acknowledged.encode(message.acknowledged, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.launch != null && $Object.hasOwnProperty.call(message, "launch"))
$root.mesos.v1.executor.Event.Launch.encode(message.launch, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.kill != null && $Object.hasOwnProperty.call(message, "kill"))
$root.mesos.v1.executor.Event.Kill.encode(message.kill, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
$root.mesos.v1.executor.Event.Message.encode(message.message, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.error != null && $Object.hasOwnProperty.call(message, "error"))
$root.mesos.v1.executor.Event.Error.encode(message.error, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.launch_group != null && $Object.hasOwnProperty.call(message, "launch_group"))
$root.mesos.v1.executor.Event.LaunchGroup.encode(message.launch_group, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Event.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.executor.Event();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.executor.Event.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.subscribed = $root.mesos.v1.executor.Event.Subscribed.decode(reader, reader.size(), $undefined, _depth + 1, message.subscribed);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.acknowledged = $root.mesos.v1.executor.Event.Acknowledged.decode(reader, reader.size(), $undefined, _depth + 1, message.acknowledged);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.launch = $root.mesos.v1.executor.Event.Launch.decode(reader, reader.size(), $undefined, _depth + 1, message.launch);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.kill = $root.mesos.v1.executor.Event.Kill.decode(reader, reader.size(), $undefined, _depth + 1, message.kill);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.message = $root.mesos.v1.executor.Event.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.message);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.error = $root.mesos.v1.executor.Event.Error.decode(reader, reader.size(), $undefined, _depth + 1, message.error);
continue;
}
case 8: {
if (wireType !== 2)
break;
message.launch_group = $root.mesos.v1.executor.Event.LaunchGroup.decode(reader, reader.size(), $undefined, _depth + 1, message.launch_group);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Event.Subscribed = (function() {
const Subscribed = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Subscribed.prototype.executor_info = null;
Subscribed.prototype.framework_info = null;
Subscribed.prototype.agent_info = null;
Subscribed.prototype.container_id = null;
Subscribed.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ExecutorInfo.encode(message.executor_info, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.FrameworkInfo.encode(message.framework_info, writer.uint32(18).fork(), _depth + 1).ldelim();
$root.mesos.v1.AgentInfo.encode(message.agent_info, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.container_id != null && $Object.hasOwnProperty.call(message, "container_id"))
$root.mesos.v1.ContainerID.encode(message.container_id, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Subscribed.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.executor.Event.Subscribed();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.executor_info = $root.mesos.v1.ExecutorInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.executor_info);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.framework_info = $root.mesos.v1.FrameworkInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_info);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.agent_info = $root.mesos.v1.AgentInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_info);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.container_id = $root.mesos.v1.ContainerID.decode(reader, reader.size(), $undefined, _depth + 1, message.container_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "executor_info"))
throw $util.ProtocolError("missing required 'executor_info'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "framework_info"))
throw $util.ProtocolError("missing required 'framework_info'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "agent_info"))
throw $util.ProtocolError("missing required 'agent_info'", { instance: message });
return message;
};
return Subscribed;
})();
Event.Launch = (function() {
const Launch = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Launch.prototype.task = null;
Launch.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.TaskInfo.encode(message.task, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Launch.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.executor.Event.Launch();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.task = $root.mesos.v1.TaskInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.task);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "task"))
throw $util.ProtocolError("missing required 'task'", { instance: message });
return message;
};
return Launch;
})();
Event.LaunchGroup = (function() {
const LaunchGroup = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
LaunchGroup.prototype.task_group = null;
LaunchGroup.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.TaskGroupInfo.encode(message.task_group, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
LaunchGroup.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.executor.Event.LaunchGroup();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.task_group = $root.mesos.v1.TaskGroupInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.task_group);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "task_group"))
throw $util.ProtocolError("missing required 'task_group'", { instance: message });
return message;
};
return LaunchGroup;
})();
Event.Kill = (function() {
const Kill = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Kill.prototype.task_id = null;
Kill.prototype.kill_policy = null;
Kill.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.TaskID.encode(message.task_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.kill_policy != null && $Object.hasOwnProperty.call(message, "kill_policy"))
$root.mesos.v1.KillPolicy.encode(message.kill_policy, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Kill.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.executor.Event.Kill();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.task_id = $root.mesos.v1.TaskID.decode(reader, reader.size(), $undefined, _depth + 1, message.task_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.kill_policy = $root.mesos.v1.KillPolicy.decode(reader, reader.size(), $undefined, _depth + 1, message.kill_policy);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "task_id"))
throw $util.ProtocolError("missing required 'task_id'", { instance: message });
return message;
};
return Kill;
})();
Event.Acknowledged = (function() {
const Acknowledged = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Acknowledged.prototype.task_id = null;
Acknowledged.prototype.uuid = $util.newBuffer([]);
Acknowledged.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.TaskID.encode(message.task_id, writer.uint32(10).fork(), _depth + 1).ldelim();
writer.uint32(18).bytes(message.uuid);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Acknowledged.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.executor.Event.Acknowledged();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.task_id = $root.mesos.v1.TaskID.decode(reader, reader.size(), $undefined, _depth + 1, message.task_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.uuid = reader.bytes();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "task_id"))
throw $util.ProtocolError("missing required 'task_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "uuid"))
throw $util.ProtocolError("missing required 'uuid'", { instance: message });
return message;
};
return Acknowledged;
})();
Event.Message = (function() {
const Message = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Message.prototype.data = $util.newBuffer([]);
Message.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).bytes(message.data);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Message.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.executor.Event.Message();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.data = reader.bytes();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "data"))
throw $util.ProtocolError("missing required 'data'", { instance: message });
return message;
};
return Message;
})();
Event.Error = (function() {
const Error = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Error.prototype.message = "";
Error.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.message);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Error.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.executor.Event.Error();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.message = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "message"))
throw $util.ProtocolError("missing required 'message'", { instance: message });
return message;
};
return Error;
})();
Event.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "SUBSCRIBED"] = 1;
values[valuesById[2] = "LAUNCH"] = 2;
values[valuesById[3] = "KILL"] = 3;
values[valuesById[4] = "ACKNOWLEDGED"] = 4;
values[valuesById[5] = "MESSAGE"] = 5;
values[valuesById[6] = "ERROR"] = 6;
values[valuesById[7] = "SHUTDOWN"] = 7;
values[valuesById[8] = "LAUNCH_GROUP"] = 8;
values[valuesById[9] = "HEARTBEAT"] = 9;
return values;
})();
return Event;
})();
executor.Call = (function() {
const Call = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Call.prototype.executor_id = null;
Call.prototype.framework_id = null;
Call.prototype.type = 0;
Call.prototype.subscribe = null;
Call.prototype.update = null;
Call.prototype.message = null;
Call.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ExecutorID.encode(message.executor_id, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.FrameworkID.encode(message.framework_id, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(24).int32(message.type);
if (message.subscribe != null && $Object.hasOwnProperty.call(message, "subscribe"))
$root.mesos.v1.executor.Call.Subscribe.encode(message.subscribe, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.update != null && $Object.hasOwnProperty.call(message, "update"))
$root.mesos.v1.executor.Call.Update.encode(message.update, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
$root.mesos.v1.executor.Call.Message.encode(message.message, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Call.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.executor.Call();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.executor_id = $root.mesos.v1.ExecutorID.decode(reader, reader.size(), $undefined, _depth + 1, message.executor_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.framework_id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_id);
continue;
}
case 3: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.executor.Call.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 4: {
if (wireType !== 2)
break;
message.subscribe = $root.mesos.v1.executor.Call.Subscribe.decode(reader, reader.size(), $undefined, _depth + 1, message.subscribe);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.update = $root.mesos.v1.executor.Call.Update.decode(reader, reader.size(), $undefined, _depth + 1, message.update);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.message = $root.mesos.v1.executor.Call.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.message);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "executor_id"))
throw $util.ProtocolError("missing required 'executor_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "framework_id"))
throw $util.ProtocolError("missing required 'framework_id'", { instance: message });
return message;
};
Call.Subscribe = (function() {
const Subscribe = function (properties) {
this.unacknowledged_tasks = [];
this.unacknowledged_updates = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Subscribe.prototype.unacknowledged_tasks = $util.emptyArray;
Subscribe.prototype.unacknowledged_updates = $util.emptyArray;
Subscribe.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.unacknowledged_tasks != null && message.unacknowledged_tasks.length)
for (let i = 0; i < message.unacknowledged_tasks.length; ++i)
$root.mesos.v1.TaskInfo.encode(message.unacknowledged_tasks[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.unacknowledged_updates != null && message.unacknowledged_updates.length)
for (let i = 0; i < message.unacknowledged_updates.length; ++i)
$root.mesos.v1.executor.Call.Update.encode(message.unacknowledged_updates[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Subscribe.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.executor.Call.Subscribe();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.unacknowledged_tasks && message.unacknowledged_tasks.length))
message.unacknowledged_tasks = [];
message.unacknowledged_tasks.push($root.mesos.v1.TaskInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.unacknowledged_updates && message.unacknowledged_updates.length))
message.unacknowledged_updates = [];
message.unacknowledged_updates.push($root.mesos.v1.executor.Call.Update.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Subscribe;
})();
Call.Update = (function() {
const Update = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Update.prototype.status = null;
Update.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.TaskStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Update.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.executor.Call.Update();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.status = $root.mesos.v1.TaskStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "status"))
throw $util.ProtocolError("missing required 'status'", { instance: message });
return message;
};
return Update;
})();
Call.Message = (function() {
const Message = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Message.prototype.data = $util.newBuffer([]);
Message.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(18).bytes(message.data);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Message.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.executor.Call.Message();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 2: {
if (wireType !== 2)
break;
message.data = reader.bytes();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "data"))
throw $util.ProtocolError("missing required 'data'", { instance: message });
return message;
};
return Message;
})();
Call.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "SUBSCRIBE"] = 1;
values[valuesById[2] = "UPDATE"] = 2;
values[valuesById[3] = "MESSAGE"] = 3;
values[valuesById[4] = "HEARTBEAT"] = 4;
return values;
})();
return Call;
})();
return executor;
})();
v1.maintenance = (function() {
const maintenance = {};
maintenance.Window = (function() {
const Window = function (properties) {
this.machine_ids = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Window.prototype.machine_ids = $util.emptyArray;
Window.prototype.unavailability = null;
Window.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.machine_ids != null && message.machine_ids.length)
for (let i = 0; i < message.machine_ids.length; ++i)
$root.mesos.v1.MachineID.encode(message.machine_ids[i], writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.Unavailability.encode(message.unavailability, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Window.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.maintenance.Window();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.machine_ids && message.machine_ids.length))
message.machine_ids = [];
message.machine_ids.push($root.mesos.v1.MachineID.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
message.unavailability = $root.mesos.v1.Unavailability.decode(reader, reader.size(), $undefined, _depth + 1, message.unavailability);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "unavailability"))
throw $util.ProtocolError("missing required 'unavailability'", { instance: message });
return message;
};
return Window;
})();
maintenance.Schedule = (function() {
const Schedule = function (properties) {
this.windows = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Schedule.prototype.windows = $util.emptyArray;
Schedule.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.windows != null && message.windows.length)
for (let i = 0; i < message.windows.length; ++i)
$root.mesos.v1.maintenance.Window.encode(message.windows[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Schedule.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.maintenance.Schedule();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.windows && message.windows.length))
message.windows = [];
message.windows.push($root.mesos.v1.maintenance.Window.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Schedule;
})();
maintenance.ClusterStatus = (function() {
const ClusterStatus = function (properties) {
this.draining_machines = [];
this.down_machines = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ClusterStatus.prototype.draining_machines = $util.emptyArray;
ClusterStatus.prototype.down_machines = $util.emptyArray;
ClusterStatus.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.draining_machines != null && message.draining_machines.length)
for (let i = 0; i < message.draining_machines.length; ++i)
$root.mesos.v1.maintenance.ClusterStatus.DrainingMachine.encode(message.draining_machines[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.down_machines != null && message.down_machines.length)
for (let i = 0; i < message.down_machines.length; ++i)
$root.mesos.v1.MachineID.encode(message.down_machines[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ClusterStatus.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.maintenance.ClusterStatus();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.draining_machines && message.draining_machines.length))
message.draining_machines = [];
message.draining_machines.push($root.mesos.v1.maintenance.ClusterStatus.DrainingMachine.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.down_machines && message.down_machines.length))
message.down_machines = [];
message.down_machines.push($root.mesos.v1.MachineID.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
ClusterStatus.DrainingMachine = (function() {
const DrainingMachine = function (properties) {
this.statuses = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DrainingMachine.prototype.id = null;
DrainingMachine.prototype.statuses = $util.emptyArray;
DrainingMachine.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.MachineID.encode(message.id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.statuses != null && message.statuses.length)
for (let i = 0; i < message.statuses.length; ++i)
$root.mesos.v1.allocator.InverseOfferStatus.encode(message.statuses[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DrainingMachine.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.maintenance.ClusterStatus.DrainingMachine();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.id = $root.mesos.v1.MachineID.decode(reader, reader.size(), $undefined, _depth + 1, message.id);
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.statuses && message.statuses.length))
message.statuses = [];
message.statuses.push($root.mesos.v1.allocator.InverseOfferStatus.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "id"))
throw $util.ProtocolError("missing required 'id'", { instance: message });
return message;
};
return DrainingMachine;
})();
return ClusterStatus;
})();
return maintenance;
})();
v1.master = (function() {
const master = {};
master.Call = (function() {
const Call = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Call.prototype.type = 0;
Call.prototype.get_metrics = null;
Call.prototype.set_logging_level = null;
Call.prototype.list_files = null;
Call.prototype.read_file = null;
Call.prototype.update_weights = null;
Call.prototype.reserve_resources = null;
Call.prototype.unreserve_resources = null;
Call.prototype.create_volumes = null;
Call.prototype.destroy_volumes = null;
Call.prototype.update_maintenance_schedule = null;
Call.prototype.start_maintenance = null;
Call.prototype.stop_maintenance = null;
Call.prototype.set_quota = null;
Call.prototype.remove_quota = null;
Call.prototype.teardown = null;
Call.prototype.mark_agent_gone = null;
Call.prototype.grow_volume = null;
Call.prototype.shrink_volume = null;
Call.prototype.update_quota = null;
Call.prototype.drain_agent = null;
Call.prototype.deactivate_agent = null;
Call.prototype.reactivate_agent = null;
Call.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.get_metrics != null && $Object.hasOwnProperty.call(message, "get_metrics"))
$root.mesos.v1.master.Call.GetMetrics.encode(message.get_metrics, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.set_logging_level != null && $Object.hasOwnProperty.call(message, "set_logging_level"))
$root.mesos.v1.master.Call.SetLoggingLevel.encode(message.set_logging_level, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.list_files != null && $Object.hasOwnProperty.call(message, "list_files"))
$root.mesos.v1.master.Call.ListFiles.encode(message.list_files, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.read_file != null && $Object.hasOwnProperty.call(message, "read_file"))
$root.mesos.v1.master.Call.ReadFile.encode(message.read_file, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.update_weights != null && $Object.hasOwnProperty.call(message, "update_weights"))
$root.mesos.v1.master.Call.UpdateWeights.encode(message.update_weights, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.reserve_resources != null && $Object.hasOwnProperty.call(message, "reserve_resources"))
$root.mesos.v1.master.Call.ReserveResources.encode(message.reserve_resources, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.unreserve_resources != null && $Object.hasOwnProperty.call(message, "unreserve_resources"))
$root.mesos.v1.master.Call.UnreserveResources.encode(message.unreserve_resources, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.create_volumes != null && $Object.hasOwnProperty.call(message, "create_volumes"))
$root.mesos.v1.master.Call.CreateVolumes.encode(message.create_volumes, writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.destroy_volumes != null && $Object.hasOwnProperty.call(message, "destroy_volumes"))
$root.mesos.v1.master.Call.DestroyVolumes.encode(message.destroy_volumes, writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.update_maintenance_schedule != null && $Object.hasOwnProperty.call(message, "update_maintenance_schedule"))
$root.mesos.v1.master.Call.UpdateMaintenanceSchedule.encode(message.update_maintenance_schedule, writer.uint32(90).fork(), _depth + 1).ldelim();
if (message.start_maintenance != null && $Object.hasOwnProperty.call(message, "start_maintenance"))
$root.mesos.v1.master.Call.StartMaintenance.encode(message.start_maintenance, writer.uint32(98).fork(), _depth + 1).ldelim();
if (message.stop_maintenance != null && $Object.hasOwnProperty.call(message, "stop_maintenance"))
$root.mesos.v1.master.Call.StopMaintenance.encode(message.stop_maintenance, writer.uint32(106).fork(), _depth + 1).ldelim();
if (message.set_quota != null && $Object.hasOwnProperty.call(message, "set_quota"))
$root.mesos.v1.master.Call.SetQuota.encode(message.set_quota, writer.uint32(114).fork(), _depth + 1).ldelim();
if (message.remove_quota != null && $Object.hasOwnProperty.call(message, "remove_quota"))
$root.mesos.v1.master.Call.RemoveQuota.encode(message.remove_quota, writer.uint32(122).fork(), _depth + 1).ldelim();
if (message.teardown != null && $Object.hasOwnProperty.call(message, "teardown"))
$root.mesos.v1.master.Call.Teardown.encode(message.teardown, writer.uint32(130).fork(), _depth + 1).ldelim();
if (message.mark_agent_gone != null && $Object.hasOwnProperty.call(message, "mark_agent_gone"))
$root.mesos.v1.master.Call.MarkAgentGone.encode(message.mark_agent_gone, writer.uint32(138).fork(), _depth + 1).ldelim();
if (message.grow_volume != null && $Object.hasOwnProperty.call(message, "grow_volume"))
$root.mesos.v1.master.Call.GrowVolume.encode(message.grow_volume, writer.uint32(146).fork(), _depth + 1).ldelim();
if (message.shrink_volume != null && $Object.hasOwnProperty.call(message, "shrink_volume"))
$root.mesos.v1.master.Call.ShrinkVolume.encode(message.shrink_volume, writer.uint32(154).fork(), _depth + 1).ldelim();
if (message.update_quota != null && $Object.hasOwnProperty.call(message, "update_quota"))
$root.mesos.v1.master.Call.UpdateQuota.encode(message.update_quota, writer.uint32(162).fork(), _depth + 1).ldelim();
if (message.drain_agent != null && $Object.hasOwnProperty.call(message, "drain_agent"))
$root.mesos.v1.master.Call.DrainAgent.encode(message.drain_agent, writer.uint32(170).fork(), _depth + 1).ldelim();
if (message.deactivate_agent != null && $Object.hasOwnProperty.call(message, "deactivate_agent"))
$root.mesos.v1.master.Call.DeactivateAgent.encode(message.deactivate_agent, writer.uint32(178).fork(), _depth + 1).ldelim();
if (message.reactivate_agent != null && $Object.hasOwnProperty.call(message, "reactivate_agent"))
$root.mesos.v1.master.Call.ReactivateAgent.encode(message.reactivate_agent, writer.uint32(186).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Call.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.master.Call.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.get_metrics = $root.mesos.v1.master.Call.GetMetrics.decode(reader, reader.size(), $undefined, _depth + 1, message.get_metrics);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.set_logging_level = $root.mesos.v1.master.Call.SetLoggingLevel.decode(reader, reader.size(), $undefined, _depth + 1, message.set_logging_level);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.list_files = $root.mesos.v1.master.Call.ListFiles.decode(reader, reader.size(), $undefined, _depth + 1, message.list_files);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.read_file = $root.mesos.v1.master.Call.ReadFile.decode(reader, reader.size(), $undefined, _depth + 1, message.read_file);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.update_weights = $root.mesos.v1.master.Call.UpdateWeights.decode(reader, reader.size(), $undefined, _depth + 1, message.update_weights);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.reserve_resources = $root.mesos.v1.master.Call.ReserveResources.decode(reader, reader.size(), $undefined, _depth + 1, message.reserve_resources);
continue;
}
case 8: {
if (wireType !== 2)
break;
message.unreserve_resources = $root.mesos.v1.master.Call.UnreserveResources.decode(reader, reader.size(), $undefined, _depth + 1, message.unreserve_resources);
continue;
}
case 9: {
if (wireType !== 2)
break;
message.create_volumes = $root.mesos.v1.master.Call.CreateVolumes.decode(reader, reader.size(), $undefined, _depth + 1, message.create_volumes);
continue;
}
case 10: {
if (wireType !== 2)
break;
message.destroy_volumes = $root.mesos.v1.master.Call.DestroyVolumes.decode(reader, reader.size(), $undefined, _depth + 1, message.destroy_volumes);
continue;
}
case 11: {
if (wireType !== 2)
break;
message.update_maintenance_schedule = $root.mesos.v1.master.Call.UpdateMaintenanceSchedule.decode(reader, reader.size(), $undefined, _depth + 1, message.update_maintenance_schedule);
continue;
}
case 12: {
if (wireType !== 2)
break;
message.start_maintenance = $root.mesos.v1.master.Call.StartMaintenance.decode(reader, reader.size(), $undefined, _depth + 1, message.start_maintenance);
continue;
}
case 13: {
if (wireType !== 2)
break;
message.stop_maintenance = $root.mesos.v1.master.Call.StopMaintenance.decode(reader, reader.size(), $undefined, _depth + 1, message.stop_maintenance);
continue;
}
case 14: {
if (wireType !== 2)
break;
message.set_quota = $root.mesos.v1.master.Call.SetQuota.decode(reader, reader.size(), $undefined, _depth + 1, message.set_quota);
continue;
}
case 15: {
if (wireType !== 2)
break;
message.remove_quota = $root.mesos.v1.master.Call.RemoveQuota.decode(reader, reader.size(), $undefined, _depth + 1, message.remove_quota);
continue;
}
case 16: {
if (wireType !== 2)
break;
message.teardown = $root.mesos.v1.master.Call.Teardown.decode(reader, reader.size(), $undefined, _depth + 1, message.teardown);
continue;
}
case 17: {
if (wireType !== 2)
break;
message.mark_agent_gone = $root.mesos.v1.master.Call.MarkAgentGone.decode(reader, reader.size(), $undefined, _depth + 1, message.mark_agent_gone);
continue;
}
case 18: {
if (wireType !== 2)
break;
message.grow_volume = $root.mesos.v1.master.Call.GrowVolume.decode(reader, reader.size(), $undefined, _depth + 1, message.grow_volume);
continue;
}
case 19: {
if (wireType !== 2)
break;
message.shrink_volume = $root.mesos.v1.master.Call.ShrinkVolume.decode(reader, reader.size(), $undefined, _depth + 1, message.shrink_volume);
continue;
}
case 20: {
if (wireType !== 2)
break;
message.update_quota = $root.mesos.v1.master.Call.UpdateQuota.decode(reader, reader.size(), $undefined, _depth + 1, message.update_quota);
continue;
}
case 21: {
if (wireType !== 2)
break;
message.drain_agent = $root.mesos.v1.master.Call.DrainAgent.decode(reader, reader.size(), $undefined, _depth + 1, message.drain_agent);
continue;
}
case 22: {
if (wireType !== 2)
break;
message.deactivate_agent = $root.mesos.v1.master.Call.DeactivateAgent.decode(reader, reader.size(), $undefined, _depth + 1, message.deactivate_agent);
continue;
}
case 23: {
if (wireType !== 2)
break;
message.reactivate_agent = $root.mesos.v1.master.Call.ReactivateAgent.decode(reader, reader.size(), $undefined, _depth + 1, message.reactivate_agent);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Call.ReadFile = (function() {
const ReadFile = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ReadFile.prototype.path = "";
ReadFile.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ReadFile.prototype.length = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ReadFile.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.path);
writer.uint32(16).uint64(message.offset);
if (message.length != null && $Object.hasOwnProperty.call(message, "length"))
writer.uint32(24).uint64(message.length);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ReadFile.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.ReadFile();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.path = reader.string();
continue;
}
case 2: {
if (wireType !== 0)
break;
message.offset = reader.uint64();
continue;
}
case 3: {
if (wireType !== 0)
break;
message.length = reader.uint64();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "path"))
throw $util.ProtocolError("missing required 'path'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "offset"))
throw $util.ProtocolError("missing required 'offset'", { instance: message });
return message;
};
return ReadFile;
})();
Call.ReserveResources = (function() {
const ReserveResources = function (properties) {
this.resources = [];
this.source = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ReserveResources.prototype.agent_id = null;
ReserveResources.prototype.resources = $util.emptyArray;
ReserveResources.prototype.source = $util.emptyArray;
ReserveResources.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.source != null && message.source.length)
for (let i = 0; i < message.source.length; ++i)
$root.mesos.v1.Resource.encode(message.source[i], writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ReserveResources.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.ReserveResources();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 3: {
if (wireType !== 2)
break;
if (!(message.source && message.source.length))
message.source = [];
message.source.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
return message;
};
return ReserveResources;
})();
Call.GrowVolume = (function() {
const GrowVolume = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GrowVolume.prototype.agent_id = null;
GrowVolume.prototype.volume = null;
GrowVolume.prototype.addition = null;
GrowVolume.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.agent_id != null && $Object.hasOwnProperty.call(message, "agent_id"))
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.Resource.encode(message.volume, writer.uint32(18).fork(), _depth + 1).ldelim();
$root.mesos.v1.Resource.encode(message.addition, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GrowVolume.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.GrowVolume();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.volume = $root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.volume);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.addition = $root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.addition);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "volume"))
throw $util.ProtocolError("missing required 'volume'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "addition"))
throw $util.ProtocolError("missing required 'addition'", { instance: message });
return message;
};
return GrowVolume;
})();
Call.ShrinkVolume = (function() {
const ShrinkVolume = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ShrinkVolume.prototype.agent_id = null;
ShrinkVolume.prototype.volume = null;
ShrinkVolume.prototype.subtract = null;
ShrinkVolume.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.agent_id != null && $Object.hasOwnProperty.call(message, "agent_id"))
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.Resource.encode(message.volume, writer.uint32(18).fork(), _depth + 1).ldelim();
$root.mesos.v1.Value.Scalar.encode(message.subtract, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ShrinkVolume.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.ShrinkVolume();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.volume = $root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.volume);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.subtract = $root.mesos.v1.Value.Scalar.decode(reader, reader.size(), $undefined, _depth + 1, message.subtract);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "volume"))
throw $util.ProtocolError("missing required 'volume'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "subtract"))
throw $util.ProtocolError("missing required 'subtract'", { instance: message });
return message;
};
return ShrinkVolume;
})();
Call.DrainAgent = (function() {
const DrainAgent = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DrainAgent.prototype.agent_id = null;
DrainAgent.prototype.max_grace_period = null;
DrainAgent.prototype.mark_gone = false;
DrainAgent.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.max_grace_period != null && $Object.hasOwnProperty.call(message, "max_grace_period"))
$root.google.protobuf.Duration.encode(message.max_grace_period, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.mark_gone != null && $Object.hasOwnProperty.call(message, "mark_gone"))
writer.uint32(24).bool(message.mark_gone);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DrainAgent.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.DrainAgent();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.max_grace_period = $root.google.protobuf.Duration.decode(reader, reader.size(), $undefined, _depth + 1, message.max_grace_period);
continue;
}
case 3: {
if (wireType !== 0)
break;
message.mark_gone = reader.bool();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
return message;
};
return DrainAgent;
})();
Call.GetMetrics = (function() {
const GetMetrics = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetMetrics.prototype.timeout = null;
GetMetrics.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.timeout != null && $Object.hasOwnProperty.call(message, "timeout"))
$root.mesos.v1.DurationInfo.encode(message.timeout, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetMetrics.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.GetMetrics();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.timeout = $root.mesos.v1.DurationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.timeout);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetMetrics;
})();
Call.SetLoggingLevel = (function() {
const SetLoggingLevel = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
SetLoggingLevel.prototype.level = 0;
SetLoggingLevel.prototype.duration = null;
SetLoggingLevel.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.level);
$root.mesos.v1.DurationInfo.encode(message.duration, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
SetLoggingLevel.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.SetLoggingLevel();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.level = reader.uint32();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.duration = $root.mesos.v1.DurationInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.duration);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "level"))
throw $util.ProtocolError("missing required 'level'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "duration"))
throw $util.ProtocolError("missing required 'duration'", { instance: message });
return message;
};
return SetLoggingLevel;
})();
Call.ListFiles = (function() {
const ListFiles = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ListFiles.prototype.path = "";
ListFiles.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.path);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ListFiles.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.ListFiles();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.path = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "path"))
throw $util.ProtocolError("missing required 'path'", { instance: message });
return message;
};
return ListFiles;
})();
Call.UpdateWeights = (function() {
const UpdateWeights = function (properties) {
this.weight_infos = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
UpdateWeights.prototype.weight_infos = $util.emptyArray;
UpdateWeights.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.weight_infos != null && message.weight_infos.length)
for (let i = 0; i < message.weight_infos.length; ++i)
$root.mesos.v1.WeightInfo.encode(message.weight_infos[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
UpdateWeights.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.UpdateWeights();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.weight_infos && message.weight_infos.length))
message.weight_infos = [];
message.weight_infos.push($root.mesos.v1.WeightInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return UpdateWeights;
})();
Call.UnreserveResources = (function() {
const UnreserveResources = function (properties) {
this.resources = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
UnreserveResources.prototype.agent_id = null;
UnreserveResources.prototype.resources = $util.emptyArray;
UnreserveResources.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.resources != null && message.resources.length)
for (let i = 0; i < message.resources.length; ++i)
$root.mesos.v1.Resource.encode(message.resources[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
UnreserveResources.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.UnreserveResources();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.resources && message.resources.length))
message.resources = [];
message.resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
return message;
};
return UnreserveResources;
})();
Call.CreateVolumes = (function() {
const CreateVolumes = function (properties) {
this.volumes = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
CreateVolumes.prototype.agent_id = null;
CreateVolumes.prototype.volumes = $util.emptyArray;
CreateVolumes.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.volumes != null && message.volumes.length)
for (let i = 0; i < message.volumes.length; ++i)
$root.mesos.v1.Resource.encode(message.volumes[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
CreateVolumes.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.CreateVolumes();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.volumes && message.volumes.length))
message.volumes = [];
message.volumes.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
return message;
};
return CreateVolumes;
})();
Call.DestroyVolumes = (function() {
const DestroyVolumes = function (properties) {
this.volumes = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DestroyVolumes.prototype.agent_id = null;
DestroyVolumes.prototype.volumes = $util.emptyArray;
DestroyVolumes.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.volumes != null && message.volumes.length)
for (let i = 0; i < message.volumes.length; ++i)
$root.mesos.v1.Resource.encode(message.volumes[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DestroyVolumes.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.DestroyVolumes();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.volumes && message.volumes.length))
message.volumes = [];
message.volumes.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
return message;
};
return DestroyVolumes;
})();
Call.UpdateMaintenanceSchedule = (function() {
const UpdateMaintenanceSchedule = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
UpdateMaintenanceSchedule.prototype.schedule = null;
UpdateMaintenanceSchedule.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.maintenance.Schedule.encode(message.schedule, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
UpdateMaintenanceSchedule.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.UpdateMaintenanceSchedule();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.schedule = $root.mesos.v1.maintenance.Schedule.decode(reader, reader.size(), $undefined, _depth + 1, message.schedule);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "schedule"))
throw $util.ProtocolError("missing required 'schedule'", { instance: message });
return message;
};
return UpdateMaintenanceSchedule;
})();
Call.StartMaintenance = (function() {
const StartMaintenance = function (properties) {
this.machines = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
StartMaintenance.prototype.machines = $util.emptyArray;
StartMaintenance.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.machines != null && message.machines.length)
for (let i = 0; i < message.machines.length; ++i)
$root.mesos.v1.MachineID.encode(message.machines[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
StartMaintenance.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.StartMaintenance();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.machines && message.machines.length))
message.machines = [];
message.machines.push($root.mesos.v1.MachineID.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return StartMaintenance;
})();
Call.StopMaintenance = (function() {
const StopMaintenance = function (properties) {
this.machines = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
StopMaintenance.prototype.machines = $util.emptyArray;
StopMaintenance.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.machines != null && message.machines.length)
for (let i = 0; i < message.machines.length; ++i)
$root.mesos.v1.MachineID.encode(message.machines[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
StopMaintenance.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.StopMaintenance();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.machines && message.machines.length))
message.machines = [];
message.machines.push($root.mesos.v1.MachineID.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return StopMaintenance;
})();
Call.DeactivateAgent = (function() {
const DeactivateAgent = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DeactivateAgent.prototype.agent_id = null;
DeactivateAgent.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DeactivateAgent.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.DeactivateAgent();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
return message;
};
return DeactivateAgent;
})();
Call.ReactivateAgent = (function() {
const ReactivateAgent = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ReactivateAgent.prototype.agent_id = null;
ReactivateAgent.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ReactivateAgent.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.ReactivateAgent();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
return message;
};
return ReactivateAgent;
})();
Call.MarkAgentGone = (function() {
const MarkAgentGone = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
MarkAgentGone.prototype.agent_id = null;
MarkAgentGone.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
MarkAgentGone.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.MarkAgentGone();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
return message;
};
return MarkAgentGone;
})();
Call.UpdateQuota = (function() {
const UpdateQuota = function (properties) {
this.quota_configs = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
UpdateQuota.prototype.force = false;
UpdateQuota.prototype.quota_configs = $util.emptyArray;
UpdateQuota.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.force != null && $Object.hasOwnProperty.call(message, "force"))
writer.uint32(8).bool(message.force);
if (message.quota_configs != null && message.quota_configs.length)
for (let i = 0; i < message.quota_configs.length; ++i)
$root.mesos.v1.quota.QuotaConfig.encode(message.quota_configs[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
UpdateQuota.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.UpdateQuota();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.force = reader.bool();
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.quota_configs && message.quota_configs.length))
message.quota_configs = [];
message.quota_configs.push($root.mesos.v1.quota.QuotaConfig.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return UpdateQuota;
})();
Call.SetQuota = (function() {
const SetQuota = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
SetQuota.prototype.quota_request = null;
SetQuota.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.quota.QuotaRequest.encode(message.quota_request, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
SetQuota.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.SetQuota();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.quota_request = $root.mesos.v1.quota.QuotaRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.quota_request);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "quota_request"))
throw $util.ProtocolError("missing required 'quota_request'", { instance: message });
return message;
};
return SetQuota;
})();
Call.RemoveQuota = (function() {
const RemoveQuota = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
RemoveQuota.prototype.role = "";
RemoveQuota.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.role);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
RemoveQuota.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.RemoveQuota();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.role = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "role"))
throw $util.ProtocolError("missing required 'role'", { instance: message });
return message;
};
return RemoveQuota;
})();
Call.Teardown = (function() {
const Teardown = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Teardown.prototype.framework_id = null;
Teardown.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.FrameworkID.encode(message.framework_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Teardown.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Call.Teardown();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework_id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "framework_id"))
throw $util.ProtocolError("missing required 'framework_id'", { instance: message });
return message;
};
return Teardown;
})();
Call.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "GET_HEALTH"] = 1;
values[valuesById[2] = "GET_FLAGS"] = 2;
values[valuesById[3] = "GET_VERSION"] = 3;
values[valuesById[4] = "GET_METRICS"] = 4;
values[valuesById[5] = "GET_LOGGING_LEVEL"] = 5;
values[valuesById[6] = "SET_LOGGING_LEVEL"] = 6;
values[valuesById[7] = "LIST_FILES"] = 7;
values[valuesById[8] = "READ_FILE"] = 8;
values[valuesById[9] = "GET_STATE"] = 9;
values[valuesById[10] = "GET_AGENTS"] = 10;
values[valuesById[11] = "GET_FRAMEWORKS"] = 11;
values[valuesById[12] = "GET_EXECUTORS"] = 12;
values[valuesById[13] = "GET_TASKS"] = 13;
values[valuesById[14] = "GET_ROLES"] = 14;
values[valuesById[15] = "GET_WEIGHTS"] = 15;
values[valuesById[16] = "UPDATE_WEIGHTS"] = 16;
values[valuesById[17] = "GET_MASTER"] = 17;
values[valuesById[18] = "SUBSCRIBE"] = 18;
values[valuesById[19] = "RESERVE_RESOURCES"] = 19;
values[valuesById[20] = "UNRESERVE_RESOURCES"] = 20;
values[valuesById[21] = "CREATE_VOLUMES"] = 21;
values[valuesById[22] = "DESTROY_VOLUMES"] = 22;
values[valuesById[23] = "GET_MAINTENANCE_STATUS"] = 23;
values[valuesById[24] = "GET_MAINTENANCE_SCHEDULE"] = 24;
values[valuesById[25] = "UPDATE_MAINTENANCE_SCHEDULE"] = 25;
values[valuesById[26] = "START_MAINTENANCE"] = 26;
values[valuesById[27] = "STOP_MAINTENANCE"] = 27;
values[valuesById[28] = "GET_QUOTA"] = 28;
values[valuesById[29] = "SET_QUOTA"] = 29;
values[valuesById[30] = "REMOVE_QUOTA"] = 30;
values[valuesById[31] = "TEARDOWN"] = 31;
values[valuesById[32] = "MARK_AGENT_GONE"] = 32;
values[valuesById[33] = "GET_OPERATIONS"] = 33;
values[valuesById[34] = "GROW_VOLUME"] = 34;
values[valuesById[35] = "SHRINK_VOLUME"] = 35;
values[valuesById[36] = "UPDATE_QUOTA"] = 36;
values[valuesById[37] = "DRAIN_AGENT"] = 37;
values[valuesById[38] = "DEACTIVATE_AGENT"] = 38;
values[valuesById[39] = "REACTIVATE_AGENT"] = 39;
return values;
})();
return Call;
})();
master.Response = (function() {
const Response = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Response.prototype.type = 0;
Response.prototype.get_health = null;
Response.prototype.get_flags = null;
Response.prototype.get_version = null;
Response.prototype.get_metrics = null;
Response.prototype.get_logging_level = null;
Response.prototype.list_files = null;
Response.prototype.read_file = null;
Response.prototype.get_state = null;
Response.prototype.get_agents = null;
Response.prototype.get_frameworks = null;
Response.prototype.get_executors = null;
Response.prototype.get_tasks = null;
Response.prototype.get_roles = null;
Response.prototype.get_weights = null;
Response.prototype.get_master = null;
Response.prototype.get_maintenance_status = null;
Response.prototype.get_maintenance_schedule = null;
Response.prototype.get_quota = null;
Response.prototype.get_operations = null;
Response.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.get_health != null && $Object.hasOwnProperty.call(message, "get_health"))
$root.mesos.v1.master.Response.GetHealth.encode(message.get_health, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.get_flags != null && $Object.hasOwnProperty.call(message, "get_flags"))
$root.mesos.v1.master.Response.GetFlags.encode(message.get_flags, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.get_version != null && $Object.hasOwnProperty.call(message, "get_version"))
$root.mesos.v1.master.Response.GetVersion.encode(message.get_version, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.get_metrics != null && $Object.hasOwnProperty.call(message, "get_metrics"))
$root.mesos.v1.master.Response.GetMetrics.encode(message.get_metrics, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.get_logging_level != null && $Object.hasOwnProperty.call(message, "get_logging_level"))
$root.mesos.v1.master.Response.GetLoggingLevel.encode(message.get_logging_level, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.list_files != null && $Object.hasOwnProperty.call(message, "list_files"))
$root.mesos.v1.master.Response.ListFiles.encode(message.list_files, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.read_file != null && $Object.hasOwnProperty.call(message, "read_file"))
$root.mesos.v1.master.Response.ReadFile.encode(message.read_file, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.get_state != null && $Object.hasOwnProperty.call(message, "get_state"))
$root.mesos.v1.master.Response.GetState.encode(message.get_state, writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.get_agents != null && $Object.hasOwnProperty.call(message, "get_agents"))
$root.mesos.v1.master.Response.GetAgents.encode(message.get_agents, writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.get_frameworks != null && $Object.hasOwnProperty.call(message, "get_frameworks"))
$root.mesos.v1.master.Response.GetFrameworks.encode(message.get_frameworks, writer.uint32(90).fork(), _depth + 1).ldelim();
if (message.get_executors != null && $Object.hasOwnProperty.call(message, "get_executors"))
$root.mesos.v1.master.Response.GetExecutors.encode(message.get_executors, writer.uint32(98).fork(), _depth + 1).ldelim();
if (message.get_tasks != null && $Object.hasOwnProperty.call(message, "get_tasks"))
$root.mesos.v1.master.Response.GetTasks.encode(message.get_tasks, writer.uint32(106).fork(), _depth + 1).ldelim();
if (message.get_roles != null && $Object.hasOwnProperty.call(message, "get_roles"))
$root.mesos.v1.master.Response.GetRoles.encode(message.get_roles, writer.uint32(114).fork(), _depth + 1).ldelim();
if (message.get_weights != null && $Object.hasOwnProperty.call(message, "get_weights"))
$root.mesos.v1.master.Response.GetWeights.encode(message.get_weights, writer.uint32(122).fork(), _depth + 1).ldelim();
if (message.get_master != null && $Object.hasOwnProperty.call(message, "get_master"))
$root.mesos.v1.master.Response.GetMaster.encode(message.get_master, writer.uint32(130).fork(), _depth + 1).ldelim();
if (message.get_maintenance_status != null && $Object.hasOwnProperty.call(message, "get_maintenance_status"))
$root.mesos.v1.master.Response.GetMaintenanceStatus.encode(message.get_maintenance_status, writer.uint32(138).fork(), _depth + 1).ldelim();
if (message.get_maintenance_schedule != null && $Object.hasOwnProperty.call(message, "get_maintenance_schedule"))
$root.mesos.v1.master.Response.GetMaintenanceSchedule.encode(message.get_maintenance_schedule, writer.uint32(146).fork(), _depth + 1).ldelim();
if (message.get_quota != null && $Object.hasOwnProperty.call(message, "get_quota"))
$root.mesos.v1.master.Response.GetQuota.encode(message.get_quota, writer.uint32(154).fork(), _depth + 1).ldelim();
if (message.get_operations != null && $Object.hasOwnProperty.call(message, "get_operations"))
$root.mesos.v1.master.Response.GetOperations.encode(message.get_operations, writer.uint32(162).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Response.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.master.Response.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.get_health = $root.mesos.v1.master.Response.GetHealth.decode(reader, reader.size(), $undefined, _depth + 1, message.get_health);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.get_flags = $root.mesos.v1.master.Response.GetFlags.decode(reader, reader.size(), $undefined, _depth + 1, message.get_flags);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.get_version = $root.mesos.v1.master.Response.GetVersion.decode(reader, reader.size(), $undefined, _depth + 1, message.get_version);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.get_metrics = $root.mesos.v1.master.Response.GetMetrics.decode(reader, reader.size(), $undefined, _depth + 1, message.get_metrics);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.get_logging_level = $root.mesos.v1.master.Response.GetLoggingLevel.decode(reader, reader.size(), $undefined, _depth + 1, message.get_logging_level);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.list_files = $root.mesos.v1.master.Response.ListFiles.decode(reader, reader.size(), $undefined, _depth + 1, message.list_files);
continue;
}
case 8: {
if (wireType !== 2)
break;
message.read_file = $root.mesos.v1.master.Response.ReadFile.decode(reader, reader.size(), $undefined, _depth + 1, message.read_file);
continue;
}
case 9: {
if (wireType !== 2)
break;
message.get_state = $root.mesos.v1.master.Response.GetState.decode(reader, reader.size(), $undefined, _depth + 1, message.get_state);
continue;
}
case 10: {
if (wireType !== 2)
break;
message.get_agents = $root.mesos.v1.master.Response.GetAgents.decode(reader, reader.size(), $undefined, _depth + 1, message.get_agents);
continue;
}
case 11: {
if (wireType !== 2)
break;
message.get_frameworks = $root.mesos.v1.master.Response.GetFrameworks.decode(reader, reader.size(), $undefined, _depth + 1, message.get_frameworks);
continue;
}
case 12: {
if (wireType !== 2)
break;
message.get_executors = $root.mesos.v1.master.Response.GetExecutors.decode(reader, reader.size(), $undefined, _depth + 1, message.get_executors);
continue;
}
case 13: {
if (wireType !== 2)
break;
message.get_tasks = $root.mesos.v1.master.Response.GetTasks.decode(reader, reader.size(), $undefined, _depth + 1, message.get_tasks);
continue;
}
case 14: {
if (wireType !== 2)
break;
message.get_roles = $root.mesos.v1.master.Response.GetRoles.decode(reader, reader.size(), $undefined, _depth + 1, message.get_roles);
continue;
}
case 15: {
if (wireType !== 2)
break;
message.get_weights = $root.mesos.v1.master.Response.GetWeights.decode(reader, reader.size(), $undefined, _depth + 1, message.get_weights);
continue;
}
case 16: {
if (wireType !== 2)
break;
message.get_master = $root.mesos.v1.master.Response.GetMaster.decode(reader, reader.size(), $undefined, _depth + 1, message.get_master);
continue;
}
case 17: {
if (wireType !== 2)
break;
message.get_maintenance_status = $root.mesos.v1.master.Response.GetMaintenanceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.get_maintenance_status);
continue;
}
case 18: {
if (wireType !== 2)
break;
message.get_maintenance_schedule = $root.mesos.v1.master.Response.GetMaintenanceSchedule.decode(reader, reader.size(), $undefined, _depth + 1, message.get_maintenance_schedule);
continue;
}
case 19: {
if (wireType !== 2)
break;
message.get_quota = $root.mesos.v1.master.Response.GetQuota.decode(reader, reader.size(), $undefined, _depth + 1, message.get_quota);
continue;
}
case 20: {
if (wireType !== 2)
break;
message.get_operations = $root.mesos.v1.master.Response.GetOperations.decode(reader, reader.size(), $undefined, _depth + 1, message.get_operations);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Response.GetState = (function() {
const GetState = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetState.prototype.get_tasks = null;
GetState.prototype.get_executors = null;
GetState.prototype.get_frameworks = null;
GetState.prototype.get_agents = null;
GetState.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.get_tasks != null && $Object.hasOwnProperty.call(message, "get_tasks"))
$root.mesos.v1.master.Response.GetTasks.encode(message.get_tasks, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.get_executors != null && $Object.hasOwnProperty.call(message, "get_executors"))
$root.mesos.v1.master.Response.GetExecutors.encode(message.get_executors, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.get_frameworks != null && $Object.hasOwnProperty.call(message, "get_frameworks"))
$root.mesos.v1.master.Response.GetFrameworks.encode(message.get_frameworks, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.get_agents != null && $Object.hasOwnProperty.call(message, "get_agents"))
$root.mesos.v1.master.Response.GetAgents.encode(message.get_agents, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetState.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetState();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.get_tasks = $root.mesos.v1.master.Response.GetTasks.decode(reader, reader.size(), $undefined, _depth + 1, message.get_tasks);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.get_executors = $root.mesos.v1.master.Response.GetExecutors.decode(reader, reader.size(), $undefined, _depth + 1, message.get_executors);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.get_frameworks = $root.mesos.v1.master.Response.GetFrameworks.decode(reader, reader.size(), $undefined, _depth + 1, message.get_frameworks);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.get_agents = $root.mesos.v1.master.Response.GetAgents.decode(reader, reader.size(), $undefined, _depth + 1, message.get_agents);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetState;
})();
Response.GetAgents = (function() {
const GetAgents = function (properties) {
this.agents = [];
this.recovered_agents = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetAgents.prototype.agents = $util.emptyArray;
GetAgents.prototype.recovered_agents = $util.emptyArray;
GetAgents.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.agents != null && message.agents.length)
for (let i = 0; i < message.agents.length; ++i)
$root.mesos.v1.master.Response.GetAgents.Agent.encode(message.agents[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.recovered_agents != null && message.recovered_agents.length)
for (let i = 0; i < message.recovered_agents.length; ++i)
$root.mesos.v1.AgentInfo.encode(message.recovered_agents[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetAgents.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetAgents();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.agents && message.agents.length))
message.agents = [];
message.agents.push($root.mesos.v1.master.Response.GetAgents.Agent.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.recovered_agents && message.recovered_agents.length))
message.recovered_agents = [];
message.recovered_agents.push($root.mesos.v1.AgentInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
GetAgents.Agent = (function() {
const Agent = function (properties) {
this.total_resources = [];
this.allocated_resources = [];
this.offered_resources = [];
this.capabilities = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Agent.prototype.agent_info = null;
Agent.prototype.active = false;
Agent.prototype.version = "";
Agent.prototype.pid = "";
Agent.prototype.registered_time = null;
Agent.prototype.reregistered_time = null;
Agent.prototype.total_resources = $util.emptyArray;
Agent.prototype.allocated_resources = $util.emptyArray;
Agent.prototype.offered_resources = $util.emptyArray;
Agent.prototype.capabilities = $util.emptyArray;
Agent.prototype.deactivated = false;
Agent.prototype.drain_info = null;
Agent.prototype.estimated_drain_start_time = null;
Agent.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentInfo.encode(message.agent_info, writer.uint32(10).fork(), _depth + 1).ldelim();
writer.uint32(16).bool(message.active);
writer.uint32(26).string(message.version);
if (message.pid != null && $Object.hasOwnProperty.call(message, "pid"))
writer.uint32(34).string(message.pid);
if (message.registered_time != null && $Object.hasOwnProperty.call(message, "registered_time"))
$root.mesos.v1.TimeInfo.encode(message.registered_time, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.reregistered_time != null && $Object.hasOwnProperty.call(message, "reregistered_time"))
$root.mesos.v1.TimeInfo.encode(message.reregistered_time, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.total_resources != null && message.total_resources.length)
for (let i = 0; i < message.total_resources.length; ++i)
$root.mesos.v1.Resource.encode(message.total_resources[i], writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.allocated_resources != null && message.allocated_resources.length)
for (let i = 0; i < message.allocated_resources.length; ++i)
$root.mesos.v1.Resource.encode(message.allocated_resources[i], writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.offered_resources != null && message.offered_resources.length)
for (let i = 0; i < message.offered_resources.length; ++i)
$root.mesos.v1.Resource.encode(message.offered_resources[i], writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.capabilities != null && message.capabilities.length)
for (let i = 0; i < message.capabilities.length; ++i)
$root.mesos.v1.AgentInfo.Capability.encode(message.capabilities[i], writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.deactivated != null && $Object.hasOwnProperty.call(message, "deactivated"))
writer.uint32(96).bool(message.deactivated);
if (message.drain_info != null && $Object.hasOwnProperty.call(message, "drain_info"))
$root.mesos.v1.DrainInfo.encode(message.drain_info, writer.uint32(106).fork(), _depth + 1).ldelim();
if (message.estimated_drain_start_time != null && $Object.hasOwnProperty.call(message, "estimated_drain_start_time"))
$root.mesos.v1.TimeInfo.encode(message.estimated_drain_start_time, writer.uint32(114).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Agent.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetAgents.Agent();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_info = $root.mesos.v1.AgentInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_info);
continue;
}
case 2: {
if (wireType !== 0)
break;
message.active = reader.bool();
continue;
}
case 3: {
if (wireType !== 2)
break;
message.version = reader.string();
continue;
}
case 4: {
if (wireType !== 2)
break;
message.pid = reader.string();
continue;
}
case 5: {
if (wireType !== 2)
break;
message.registered_time = $root.mesos.v1.TimeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.registered_time);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.reregistered_time = $root.mesos.v1.TimeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.reregistered_time);
continue;
}
case 7: {
if (wireType !== 2)
break;
if (!(message.total_resources && message.total_resources.length))
message.total_resources = [];
message.total_resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 8: {
if (wireType !== 2)
break;
if (!(message.allocated_resources && message.allocated_resources.length))
message.allocated_resources = [];
message.allocated_resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 9: {
if (wireType !== 2)
break;
if (!(message.offered_resources && message.offered_resources.length))
message.offered_resources = [];
message.offered_resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 10: {
if (wireType !== 2)
break;
if (!(message.capabilities && message.capabilities.length))
message.capabilities = [];
message.capabilities.push($root.mesos.v1.AgentInfo.Capability.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 12: {
if (wireType !== 0)
break;
message.deactivated = reader.bool();
continue;
}
case 13: {
if (wireType !== 2)
break;
message.drain_info = $root.mesos.v1.DrainInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.drain_info);
continue;
}
case 14: {
if (wireType !== 2)
break;
message.estimated_drain_start_time = $root.mesos.v1.TimeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.estimated_drain_start_time);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_info"))
throw $util.ProtocolError("missing required 'agent_info'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "active"))
throw $util.ProtocolError("missing required 'active'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "version"))
throw $util.ProtocolError("missing required 'version'", { instance: message });
return message;
};
return Agent;
})();
return GetAgents;
})();
Response.GetFrameworks = (function() {
const GetFrameworks = function (properties) {
this.frameworks = [];
this.completed_frameworks = [];
this.recovered_frameworks = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetFrameworks.prototype.frameworks = $util.emptyArray;
GetFrameworks.prototype.completed_frameworks = $util.emptyArray;
GetFrameworks.prototype.recovered_frameworks = $util.emptyArray;
GetFrameworks.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.frameworks != null && message.frameworks.length)
for (let i = 0; i < message.frameworks.length; ++i)
$root.mesos.v1.master.Response.GetFrameworks.Framework.encode(message.frameworks[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.completed_frameworks != null && message.completed_frameworks.length)
for (let i = 0; i < message.completed_frameworks.length; ++i)
$root.mesos.v1.master.Response.GetFrameworks.Framework.encode(message.completed_frameworks[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.recovered_frameworks != null && message.recovered_frameworks.length)
for (let i = 0; i < message.recovered_frameworks.length; ++i)
$root.mesos.v1.FrameworkInfo.encode(message.recovered_frameworks[i], writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetFrameworks.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetFrameworks();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.frameworks && message.frameworks.length))
message.frameworks = [];
message.frameworks.push($root.mesos.v1.master.Response.GetFrameworks.Framework.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.completed_frameworks && message.completed_frameworks.length))
message.completed_frameworks = [];
message.completed_frameworks.push($root.mesos.v1.master.Response.GetFrameworks.Framework.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 3: {
if (wireType !== 2)
break;
if (!(message.recovered_frameworks && message.recovered_frameworks.length))
message.recovered_frameworks = [];
message.recovered_frameworks.push($root.mesos.v1.FrameworkInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
GetFrameworks.Framework = (function() {
const Framework = function (properties) {
this.offers = [];
this.inverse_offers = [];
this.allocated_resources = [];
this.offered_resources = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Framework.prototype.framework_info = null;
Framework.prototype.active = false;
Framework.prototype.connected = false;
Framework.prototype.registered_time = null;
Framework.prototype.reregistered_time = null;
Framework.prototype.unregistered_time = null;
Framework.prototype.offers = $util.emptyArray;
Framework.prototype.inverse_offers = $util.emptyArray;
Framework.prototype.allocated_resources = $util.emptyArray;
Framework.prototype.offered_resources = $util.emptyArray;
Framework.prototype.recovered = false;
Framework.prototype.offer_constraints = null;
Framework.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.FrameworkInfo.encode(message.framework_info, writer.uint32(10).fork(), _depth + 1).ldelim();
writer.uint32(16).bool(message.active);
writer.uint32(24).bool(message.connected);
if (message.registered_time != null && $Object.hasOwnProperty.call(message, "registered_time"))
$root.mesos.v1.TimeInfo.encode(message.registered_time, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.reregistered_time != null && $Object.hasOwnProperty.call(message, "reregistered_time"))
$root.mesos.v1.TimeInfo.encode(message.reregistered_time, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.unregistered_time != null && $Object.hasOwnProperty.call(message, "unregistered_time"))
$root.mesos.v1.TimeInfo.encode(message.unregistered_time, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.offers != null && message.offers.length)
for (let i = 0; i < message.offers.length; ++i)
$root.mesos.v1.Offer.encode(message.offers[i], writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.inverse_offers != null && message.inverse_offers.length)
for (let i = 0; i < message.inverse_offers.length; ++i)
$root.mesos.v1.InverseOffer.encode(message.inverse_offers[i], writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.allocated_resources != null && message.allocated_resources.length)
for (let i = 0; i < message.allocated_resources.length; ++i)
$root.mesos.v1.Resource.encode(message.allocated_resources[i], writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.offered_resources != null && message.offered_resources.length)
for (let i = 0; i < message.offered_resources.length; ++i)
$root.mesos.v1.Resource.encode(message.offered_resources[i], writer.uint32(82).fork(), _depth + 1).ldelim();
writer.uint32(88).bool(message.recovered);
if (message.offer_constraints != null && $Object.hasOwnProperty.call(message, "offer_constraints"))
$root.mesos.v1.scheduler.OfferConstraints.encode(message.offer_constraints, writer.uint32(98).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Framework.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetFrameworks.Framework();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework_info = $root.mesos.v1.FrameworkInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_info);
continue;
}
case 2: {
if (wireType !== 0)
break;
message.active = reader.bool();
continue;
}
case 3: {
if (wireType !== 0)
break;
message.connected = reader.bool();
continue;
}
case 4: {
if (wireType !== 2)
break;
message.registered_time = $root.mesos.v1.TimeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.registered_time);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.reregistered_time = $root.mesos.v1.TimeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.reregistered_time);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.unregistered_time = $root.mesos.v1.TimeInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.unregistered_time);
continue;
}
case 7: {
if (wireType !== 2)
break;
if (!(message.offers && message.offers.length))
message.offers = [];
message.offers.push($root.mesos.v1.Offer.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 8: {
if (wireType !== 2)
break;
if (!(message.inverse_offers && message.inverse_offers.length))
message.inverse_offers = [];
message.inverse_offers.push($root.mesos.v1.InverseOffer.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 9: {
if (wireType !== 2)
break;
if (!(message.allocated_resources && message.allocated_resources.length))
message.allocated_resources = [];
message.allocated_resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 10: {
if (wireType !== 2)
break;
if (!(message.offered_resources && message.offered_resources.length))
message.offered_resources = [];
message.offered_resources.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 11: {
if (wireType !== 0)
break;
message.recovered = reader.bool();
continue;
}
case 12: {
if (wireType !== 2)
break;
message.offer_constraints = $root.mesos.v1.scheduler.OfferConstraints.decode(reader, reader.size(), $undefined, _depth + 1, message.offer_constraints);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "framework_info"))
throw $util.ProtocolError("missing required 'framework_info'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "active"))
throw $util.ProtocolError("missing required 'active'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "connected"))
throw $util.ProtocolError("missing required 'connected'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "recovered"))
throw $util.ProtocolError("missing required 'recovered'", { instance: message });
return message;
};
return Framework;
})();
return GetFrameworks;
})();
Response.GetTasks = (function() {
const GetTasks = function (properties) {
this.pending_tasks = [];
this.tasks = [];
this.completed_tasks = [];
this.orphan_tasks = [];
this.unreachable_tasks = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetTasks.prototype.pending_tasks = $util.emptyArray;
GetTasks.prototype.tasks = $util.emptyArray;
GetTasks.prototype.completed_tasks = $util.emptyArray;
GetTasks.prototype.orphan_tasks = $util.emptyArray;
GetTasks.prototype.unreachable_tasks = $util.emptyArray;
GetTasks.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.pending_tasks != null && message.pending_tasks.length)
for (let i = 0; i < message.pending_tasks.length; ++i)
$root.mesos.v1.Task.encode(message.pending_tasks[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.tasks != null && message.tasks.length)
for (let i = 0; i < message.tasks.length; ++i)
$root.mesos.v1.Task.encode(message.tasks[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.completed_tasks != null && message.completed_tasks.length)
for (let i = 0; i < message.completed_tasks.length; ++i)
$root.mesos.v1.Task.encode(message.completed_tasks[i], writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.orphan_tasks != null && message.orphan_tasks.length)
for (let i = 0; i < message.orphan_tasks.length; ++i)
$root.mesos.v1.Task.encode(message.orphan_tasks[i], writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.unreachable_tasks != null && message.unreachable_tasks.length)
for (let i = 0; i < message.unreachable_tasks.length; ++i)
$root.mesos.v1.Task.encode(message.unreachable_tasks[i], writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetTasks.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetTasks();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.pending_tasks && message.pending_tasks.length))
message.pending_tasks = [];
message.pending_tasks.push($root.mesos.v1.Task.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.tasks && message.tasks.length))
message.tasks = [];
message.tasks.push($root.mesos.v1.Task.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 3: {
if (wireType !== 2)
break;
if (!(message.completed_tasks && message.completed_tasks.length))
message.completed_tasks = [];
message.completed_tasks.push($root.mesos.v1.Task.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 4: {
if (wireType !== 2)
break;
if (!(message.orphan_tasks && message.orphan_tasks.length))
message.orphan_tasks = [];
message.orphan_tasks.push($root.mesos.v1.Task.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 5: {
if (wireType !== 2)
break;
if (!(message.unreachable_tasks && message.unreachable_tasks.length))
message.unreachable_tasks = [];
message.unreachable_tasks.push($root.mesos.v1.Task.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetTasks;
})();
Response.GetMaster = (function() {
const GetMaster = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetMaster.prototype.master_info = null;
GetMaster.prototype.start_time = 0;
GetMaster.prototype.elected_time = 0;
GetMaster.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.master_info != null && $Object.hasOwnProperty.call(message, "master_info"))
$root.mesos.v1.MasterInfo.encode(message.master_info, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.start_time != null && $Object.hasOwnProperty.call(message, "start_time"))
writer.uint32(17).double(message.start_time);
if (message.elected_time != null && $Object.hasOwnProperty.call(message, "elected_time"))
writer.uint32(25).double(message.elected_time);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetMaster.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetMaster();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.master_info = $root.mesos.v1.MasterInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.master_info);
continue;
}
case 2: {
if (wireType !== 1)
break;
message.start_time = reader.double();
continue;
}
case 3: {
if (wireType !== 1)
break;
message.elected_time = reader.double();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetMaster;
})();
Response.GetWeights = (function() {
const GetWeights = function (properties) {
this.weight_infos = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetWeights.prototype.weight_infos = $util.emptyArray;
GetWeights.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.weight_infos != null && message.weight_infos.length)
for (let i = 0; i < message.weight_infos.length; ++i)
$root.mesos.v1.WeightInfo.encode(message.weight_infos[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetWeights.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetWeights();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.weight_infos && message.weight_infos.length))
message.weight_infos = [];
message.weight_infos.push($root.mesos.v1.WeightInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetWeights;
})();
Response.GetMaintenanceSchedule = (function() {
const GetMaintenanceSchedule = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetMaintenanceSchedule.prototype.schedule = null;
GetMaintenanceSchedule.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.maintenance.Schedule.encode(message.schedule, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetMaintenanceSchedule.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetMaintenanceSchedule();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.schedule = $root.mesos.v1.maintenance.Schedule.decode(reader, reader.size(), $undefined, _depth + 1, message.schedule);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "schedule"))
throw $util.ProtocolError("missing required 'schedule'", { instance: message });
return message;
};
return GetMaintenanceSchedule;
})();
Response.GetHealth = (function() {
const GetHealth = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetHealth.prototype.healthy = false;
GetHealth.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).bool(message.healthy);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetHealth.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetHealth();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.healthy = reader.bool();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "healthy"))
throw $util.ProtocolError("missing required 'healthy'", { instance: message });
return message;
};
return GetHealth;
})();
Response.GetFlags = (function() {
const GetFlags = function (properties) {
this.flags = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetFlags.prototype.flags = $util.emptyArray;
GetFlags.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.flags != null && message.flags.length)
for (let i = 0; i < message.flags.length; ++i)
$root.mesos.v1.Flag.encode(message.flags[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetFlags.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetFlags();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.flags && message.flags.length))
message.flags = [];
message.flags.push($root.mesos.v1.Flag.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetFlags;
})();
Response.GetVersion = (function() {
const GetVersion = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetVersion.prototype.version_info = null;
GetVersion.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.VersionInfo.encode(message.version_info, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetVersion.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetVersion();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.version_info = $root.mesos.v1.VersionInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.version_info);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "version_info"))
throw $util.ProtocolError("missing required 'version_info'", { instance: message });
return message;
};
return GetVersion;
})();
Response.GetMetrics = (function() {
const GetMetrics = function (properties) {
this.metrics = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetMetrics.prototype.metrics = $util.emptyArray;
GetMetrics.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.metrics != null && message.metrics.length)
for (let i = 0; i < message.metrics.length; ++i)
$root.mesos.v1.Metric.encode(message.metrics[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetMetrics.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetMetrics();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.metrics && message.metrics.length))
message.metrics = [];
message.metrics.push($root.mesos.v1.Metric.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetMetrics;
})();
Response.GetLoggingLevel = (function() {
const GetLoggingLevel = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetLoggingLevel.prototype.level = 0;
GetLoggingLevel.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.level);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetLoggingLevel.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetLoggingLevel();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.level = reader.uint32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "level"))
throw $util.ProtocolError("missing required 'level'", { instance: message });
return message;
};
return GetLoggingLevel;
})();
Response.ListFiles = (function() {
const ListFiles = function (properties) {
this.file_infos = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ListFiles.prototype.file_infos = $util.emptyArray;
ListFiles.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.file_infos != null && message.file_infos.length)
for (let i = 0; i < message.file_infos.length; ++i)
$root.mesos.v1.FileInfo.encode(message.file_infos[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ListFiles.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.ListFiles();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.file_infos && message.file_infos.length))
message.file_infos = [];
message.file_infos.push($root.mesos.v1.FileInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return ListFiles;
})();
Response.ReadFile = (function() {
const ReadFile = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ReadFile.prototype.size = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
ReadFile.prototype.data = $util.newBuffer([]);
ReadFile.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint64(message.size);
writer.uint32(18).bytes(message.data);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ReadFile.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.ReadFile();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.size = reader.uint64();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.data = reader.bytes();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "size"))
throw $util.ProtocolError("missing required 'size'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "data"))
throw $util.ProtocolError("missing required 'data'", { instance: message });
return message;
};
return ReadFile;
})();
Response.GetExecutors = (function() {
const GetExecutors = function (properties) {
this.executors = [];
this.orphan_executors = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetExecutors.prototype.executors = $util.emptyArray;
GetExecutors.prototype.orphan_executors = $util.emptyArray;
GetExecutors.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.executors != null && message.executors.length)
for (let i = 0; i < message.executors.length; ++i)
$root.mesos.v1.master.Response.GetExecutors.Executor.encode(message.executors[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.orphan_executors != null && message.orphan_executors.length)
for (let i = 0; i < message.orphan_executors.length; ++i)
$root.mesos.v1.master.Response.GetExecutors.Executor.encode(message.orphan_executors[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetExecutors.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetExecutors();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.executors && message.executors.length))
message.executors = [];
message.executors.push($root.mesos.v1.master.Response.GetExecutors.Executor.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.orphan_executors && message.orphan_executors.length))
message.orphan_executors = [];
message.orphan_executors.push($root.mesos.v1.master.Response.GetExecutors.Executor.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
GetExecutors.Executor = (function() {
const Executor = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Executor.prototype.executor_info = null;
Executor.prototype.agent_id = null;
Executor.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ExecutorInfo.encode(message.executor_info, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Executor.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetExecutors.Executor();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.executor_info = $root.mesos.v1.ExecutorInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.executor_info);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "executor_info"))
throw $util.ProtocolError("missing required 'executor_info'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
return message;
};
return Executor;
})();
return GetExecutors;
})();
Response.GetOperations = (function() {
const GetOperations = function (properties) {
this.operations = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetOperations.prototype.operations = $util.emptyArray;
GetOperations.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.operations != null && message.operations.length)
for (let i = 0; i < message.operations.length; ++i)
$root.mesos.v1.Operation.encode(message.operations[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetOperations.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetOperations();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.operations && message.operations.length))
message.operations = [];
message.operations.push($root.mesos.v1.Operation.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetOperations;
})();
Response.GetRoles = (function() {
const GetRoles = function (properties) {
this.roles = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetRoles.prototype.roles = $util.emptyArray;
GetRoles.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.roles != null && message.roles.length)
for (let i = 0; i < message.roles.length; ++i)
$root.mesos.v1.Role.encode(message.roles[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetRoles.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetRoles();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.roles && message.roles.length))
message.roles = [];
message.roles.push($root.mesos.v1.Role.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return GetRoles;
})();
Response.GetMaintenanceStatus = (function() {
const GetMaintenanceStatus = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetMaintenanceStatus.prototype.status = null;
GetMaintenanceStatus.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.maintenance.ClusterStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetMaintenanceStatus.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetMaintenanceStatus();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.status = $root.mesos.v1.maintenance.ClusterStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "status"))
throw $util.ProtocolError("missing required 'status'", { instance: message });
return message;
};
return GetMaintenanceStatus;
})();
Response.GetQuota = (function() {
const GetQuota = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
GetQuota.prototype.status = null;
GetQuota.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.quota.QuotaStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
GetQuota.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Response.GetQuota();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.status = $root.mesos.v1.quota.QuotaStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "status"))
throw $util.ProtocolError("missing required 'status'", { instance: message });
return message;
};
return GetQuota;
})();
Response.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "GET_HEALTH"] = 1;
values[valuesById[2] = "GET_FLAGS"] = 2;
values[valuesById[3] = "GET_VERSION"] = 3;
values[valuesById[4] = "GET_METRICS"] = 4;
values[valuesById[5] = "GET_LOGGING_LEVEL"] = 5;
values[valuesById[6] = "LIST_FILES"] = 6;
values[valuesById[7] = "READ_FILE"] = 7;
values[valuesById[8] = "GET_STATE"] = 8;
values[valuesById[9] = "GET_AGENTS"] = 9;
values[valuesById[10] = "GET_FRAMEWORKS"] = 10;
values[valuesById[11] = "GET_EXECUTORS"] = 11;
values[valuesById[12] = "GET_TASKS"] = 12;
values[valuesById[13] = "GET_ROLES"] = 13;
values[valuesById[14] = "GET_WEIGHTS"] = 14;
values[valuesById[15] = "GET_MASTER"] = 15;
values[valuesById[16] = "GET_MAINTENANCE_STATUS"] = 16;
values[valuesById[17] = "GET_MAINTENANCE_SCHEDULE"] = 17;
values[valuesById[18] = "GET_QUOTA"] = 18;
values[valuesById[19] = "GET_OPERATIONS"] = 19;
return values;
})();
return Response;
})();
master.Event = (function() {
const Event = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Event.prototype.type = 0;
Event.prototype.subscribed = null;
Event.prototype.task_added = null;
Event.prototype.task_updated = null;
Event.prototype.agent_added = null;
Event.prototype.agent_removed = null;
Event.prototype.framework_added = null;
Event.prototype.framework_updated = null;
Event.prototype.framework_removed = null;
Event.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.subscribed != null && $Object.hasOwnProperty.call(message, "subscribed"))
$root.mesos.v1.master.Event.Subscribed.encode(message.subscribed, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.task_added != null && $Object.hasOwnProperty.call(message, "task_added"))
$root.mesos.v1.master.Event.TaskAdded.encode(message.task_added, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.task_updated != null && $Object.hasOwnProperty.call(message, "task_updated"))
$root.mesos.v1.master.Event.TaskUpdated.encode(message.task_updated, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.agent_added != null && $Object.hasOwnProperty.call(message, "agent_added"))
$root.mesos.v1.master.Event.AgentAdded.encode(message.agent_added, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.agent_removed != null && $Object.hasOwnProperty.call(message, "agent_removed"))
$root.mesos.v1.master.Event.AgentRemoved.encode(message.agent_removed, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.framework_added != null && $Object.hasOwnProperty.call(message, "framework_added"))
$root.mesos.v1.master.Event.FrameworkAdded.encode(message.framework_added, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.framework_updated != null && $Object.hasOwnProperty.call(message, "framework_updated"))
$root.mesos.v1.master.Event.FrameworkUpdated.encode(message.framework_updated, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.framework_removed != null && $Object.hasOwnProperty.call(message, "framework_removed"))
$root.mesos.v1.master.Event.FrameworkRemoved.encode(message.framework_removed, writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Event.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Event();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.master.Event.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.subscribed = $root.mesos.v1.master.Event.Subscribed.decode(reader, reader.size(), $undefined, _depth + 1, message.subscribed);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.task_added = $root.mesos.v1.master.Event.TaskAdded.decode(reader, reader.size(), $undefined, _depth + 1, message.task_added);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.task_updated = $root.mesos.v1.master.Event.TaskUpdated.decode(reader, reader.size(), $undefined, _depth + 1, message.task_updated);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.agent_added = $root.mesos.v1.master.Event.AgentAdded.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_added);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.agent_removed = $root.mesos.v1.master.Event.AgentRemoved.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_removed);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.framework_added = $root.mesos.v1.master.Event.FrameworkAdded.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_added);
continue;
}
case 8: {
if (wireType !== 2)
break;
message.framework_updated = $root.mesos.v1.master.Event.FrameworkUpdated.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_updated);
continue;
}
case 9: {
if (wireType !== 2)
break;
message.framework_removed = $root.mesos.v1.master.Event.FrameworkRemoved.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_removed);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Event.TaskUpdated = (function() {
const TaskUpdated = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TaskUpdated.prototype.framework_id = null;
TaskUpdated.prototype.status = null;
TaskUpdated.prototype.state = 6;
TaskUpdated.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.FrameworkID.encode(message.framework_id, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.TaskStatus.encode(message.status, writer.uint32(18).fork(), _depth + 1).ldelim();
writer.uint32(24).int32(message.state);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TaskUpdated.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Event.TaskUpdated();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework_id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.status = $root.mesos.v1.TaskStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
continue;
}
case 3: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.TaskState[value] !== $undefined)
message.state = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "framework_id"))
throw $util.ProtocolError("missing required 'framework_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "status"))
throw $util.ProtocolError("missing required 'status'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "state"))
throw $util.ProtocolError("missing required 'state'", { instance: message });
return message;
};
return TaskUpdated;
})();
Event.AgentRemoved = (function() {
const AgentRemoved = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
AgentRemoved.prototype.agent_id = null;
AgentRemoved.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
AgentRemoved.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Event.AgentRemoved();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
return message;
};
return AgentRemoved;
})();
Event.Subscribed = (function() {
const Subscribed = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Subscribed.prototype.get_state = null;
Subscribed.prototype.heartbeat_interval_seconds = 0;
Subscribed.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.get_state != null && $Object.hasOwnProperty.call(message, "get_state"))
$root.mesos.v1.master.Response.GetState.encode(message.get_state, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.heartbeat_interval_seconds != null && $Object.hasOwnProperty.call(message, "heartbeat_interval_seconds"))
writer.uint32(17).double(message.heartbeat_interval_seconds);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Subscribed.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Event.Subscribed();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.get_state = $root.mesos.v1.master.Response.GetState.decode(reader, reader.size(), $undefined, _depth + 1, message.get_state);
continue;
}
case 2: {
if (wireType !== 1)
break;
message.heartbeat_interval_seconds = reader.double();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Subscribed;
})();
Event.TaskAdded = (function() {
const TaskAdded = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TaskAdded.prototype.task = null;
TaskAdded.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.Task.encode(message.task, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TaskAdded.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Event.TaskAdded();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.task = $root.mesos.v1.Task.decode(reader, reader.size(), $undefined, _depth + 1, message.task);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "task"))
throw $util.ProtocolError("missing required 'task'", { instance: message });
return message;
};
return TaskAdded;
})();
Event.FrameworkAdded = (function() {
const FrameworkAdded = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
FrameworkAdded.prototype.framework = null;
FrameworkAdded.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.master.Response.GetFrameworks.Framework.encode(message.framework, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
FrameworkAdded.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Event.FrameworkAdded();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework = $root.mesos.v1.master.Response.GetFrameworks.Framework.decode(reader, reader.size(), $undefined, _depth + 1, message.framework);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "framework"))
throw $util.ProtocolError("missing required 'framework'", { instance: message });
return message;
};
return FrameworkAdded;
})();
Event.FrameworkUpdated = (function() {
const FrameworkUpdated = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
FrameworkUpdated.prototype.framework = null;
FrameworkUpdated.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.master.Response.GetFrameworks.Framework.encode(message.framework, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
FrameworkUpdated.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Event.FrameworkUpdated();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework = $root.mesos.v1.master.Response.GetFrameworks.Framework.decode(reader, reader.size(), $undefined, _depth + 1, message.framework);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "framework"))
throw $util.ProtocolError("missing required 'framework'", { instance: message });
return message;
};
return FrameworkUpdated;
})();
Event.FrameworkRemoved = (function() {
const FrameworkRemoved = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
FrameworkRemoved.prototype.framework_info = null;
FrameworkRemoved.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.FrameworkInfo.encode(message.framework_info, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
FrameworkRemoved.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Event.FrameworkRemoved();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework_info = $root.mesos.v1.FrameworkInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_info);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "framework_info"))
throw $util.ProtocolError("missing required 'framework_info'", { instance: message });
return message;
};
return FrameworkRemoved;
})();
Event.AgentAdded = (function() {
const AgentAdded = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
AgentAdded.prototype.agent = null;
AgentAdded.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.master.Response.GetAgents.Agent.encode(message.agent, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
AgentAdded.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.master.Event.AgentAdded();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent = $root.mesos.v1.master.Response.GetAgents.Agent.decode(reader, reader.size(), $undefined, _depth + 1, message.agent);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent"))
throw $util.ProtocolError("missing required 'agent'", { instance: message });
return message;
};
return AgentAdded;
})();
Event.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "SUBSCRIBED"] = 1;
values[valuesById[2] = "TASK_ADDED"] = 2;
values[valuesById[3] = "TASK_UPDATED"] = 3;
values[valuesById[4] = "AGENT_ADDED"] = 4;
values[valuesById[5] = "AGENT_REMOVED"] = 5;
values[valuesById[6] = "FRAMEWORK_ADDED"] = 6;
values[valuesById[7] = "FRAMEWORK_UPDATED"] = 7;
values[valuesById[8] = "FRAMEWORK_REMOVED"] = 8;
values[valuesById[9] = "HEARTBEAT"] = 9;
return values;
})();
return Event;
})();
return master;
})();
v1.scheduler = (function() {
const scheduler = {};
scheduler.Call = (function() {
const Call = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Call.prototype.framework_id = null;
Call.prototype.type = 0;
Call.prototype.subscribe = null;
Call.prototype.accept = null;
Call.prototype.decline = null;
Call.prototype.accept_inverse_offers = null;
Call.prototype.decline_inverse_offers = null;
Call.prototype.revive = null;
Call.prototype.kill = null;
Call.prototype.shutdown = null;
Call.prototype.acknowledge = null;
Call.prototype.acknowledge_operation_status = null;
Call.prototype.reconcile = null;
Call.prototype.reconcile_operations = null;
Call.prototype.message = null;
Call.prototype.request = null;
Call.prototype.suppress = null;
Call.prototype.update_framework = null;
Call.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.framework_id != null && $Object.hasOwnProperty.call(message, "framework_id"))
$root.mesos.v1.FrameworkID.encode(message.framework_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(16).int32(message.type);
if (message.subscribe != null && $Object.hasOwnProperty.call(message, "subscribe"))
$root.mesos.v1.scheduler.Call.Subscribe.encode(message.subscribe, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.accept != null && $Object.hasOwnProperty.call(message, "accept"))
$root.mesos.v1.scheduler.Call.Accept.encode(message.accept, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.decline != null && $Object.hasOwnProperty.call(message, "decline"))
$root.mesos.v1.scheduler.Call.Decline.encode(message.decline, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.kill != null && $Object.hasOwnProperty.call(message, "kill"))
$root.mesos.v1.scheduler.Call.Kill.encode(message.kill, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.shutdown != null && $Object.hasOwnProperty.call(message, "shutdown"))
$root.mesos.v1.scheduler.Call.Shutdown.encode(message.shutdown, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.acknowledge != null && $Object.hasOwnProperty.call(message, "acknowledge"))
$root.mesos.v1.scheduler.Call.Acknowledge.encode(message.acknowledge, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.reconcile != null && $Object.hasOwnProperty.call(message, "reconcile"))
$root.mesos.v1.scheduler.Call.Reconcile.encode(message.reconcile, writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
$root.mesos.v1.scheduler.Call.Message.encode(message.message, writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.request != null && $Object.hasOwnProperty.call(message, "request"))
$root.mesos.v1.scheduler.Call.Request.encode(message.request, writer.uint32(90).fork(), _depth + 1).ldelim();
if (message.accept_inverse_offers != null && $Object.hasOwnProperty.call(message, "accept_inverse_offers"))
$root.mesos.v1.scheduler.Call.AcceptInverseOffers.encode(message.accept_inverse_offers, writer.uint32(106).fork(), _depth + 1).ldelim();
if (message.decline_inverse_offers != null && $Object.hasOwnProperty.call(message, "decline_inverse_offers"))
$root.mesos.v1.scheduler.Call.DeclineInverseOffers.encode(message.decline_inverse_offers, writer.uint32(114).fork(), _depth + 1).ldelim();
if (message.revive != null && $Object.hasOwnProperty.call(message, "revive"))
$root.mesos.v1.scheduler.Call.Revive.encode(message.revive, writer.uint32(122).fork(), _depth + 1).ldelim();
if (message.suppress != null && $Object.hasOwnProperty.call(message, "suppress"))
$root.mesos.v1.scheduler.Call.Suppress.encode(message.suppress, writer.uint32(130).fork(), _depth + 1).ldelim();
if (message.acknowledge_operation_status != null && $Object.hasOwnProperty.call(message, "acknowledge_operation_status"))
$root.mesos.v1.scheduler.Call.AcknowledgeOperationStatus.encode(message.acknowledge_operation_status, writer.uint32(138).fork(), _depth + 1).ldelim();
if (message.reconcile_operations != null && $Object.hasOwnProperty.call(message, "reconcile_operations"))
$root.mesos.v1.scheduler.Call.ReconcileOperations.encode(message.reconcile_operations, writer.uint32(146).fork(), _depth + 1).ldelim();
if (message.update_framework != null && $Object.hasOwnProperty.call(message, "update_framework"))
$root.mesos.v1.scheduler.Call.UpdateFramework.encode(message.update_framework, writer.uint32(154).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Call.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework_id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_id);
continue;
}
case 2: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.scheduler.Call.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 3: {
if (wireType !== 2)
break;
message.subscribe = $root.mesos.v1.scheduler.Call.Subscribe.decode(reader, reader.size(), $undefined, _depth + 1, message.subscribe);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.accept = $root.mesos.v1.scheduler.Call.Accept.decode(reader, reader.size(), $undefined, _depth + 1, message.accept);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.decline = $root.mesos.v1.scheduler.Call.Decline.decode(reader, reader.size(), $undefined, _depth + 1, message.decline);
continue;
}
case 13: {
if (wireType !== 2)
break;
message.accept_inverse_offers = $root.mesos.v1.scheduler.Call.AcceptInverseOffers.decode(reader, reader.size(), $undefined, _depth + 1, message.accept_inverse_offers);
continue;
}
case 14: {
if (wireType !== 2)
break;
message.decline_inverse_offers = $root.mesos.v1.scheduler.Call.DeclineInverseOffers.decode(reader, reader.size(), $undefined, _depth + 1, message.decline_inverse_offers);
continue;
}
case 15: {
if (wireType !== 2)
break;
message.revive = $root.mesos.v1.scheduler.Call.Revive.decode(reader, reader.size(), $undefined, _depth + 1, message.revive);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.kill = $root.mesos.v1.scheduler.Call.Kill.decode(reader, reader.size(), $undefined, _depth + 1, message.kill);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.shutdown = $root.mesos.v1.scheduler.Call.Shutdown.decode(reader, reader.size(), $undefined, _depth + 1, message.shutdown);
continue;
}
case 8: {
if (wireType !== 2)
break;
message.acknowledge = $root.mesos.v1.scheduler.Call.Acknowledge.decode(reader, reader.size(), $undefined, _depth + 1, message.acknowledge);
continue;
}
case 17: {
if (wireType !== 2)
break;
message.acknowledge_operation_status = $root.mesos.v1.scheduler.Call.AcknowledgeOperationStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.acknowledge_operation_status);
continue;
}
case 9: {
if (wireType !== 2)
break;
message.reconcile = $root.mesos.v1.scheduler.Call.Reconcile.decode(reader, reader.size(), $undefined, _depth + 1, message.reconcile);
continue;
}
case 18: {
if (wireType !== 2)
break;
message.reconcile_operations = $root.mesos.v1.scheduler.Call.ReconcileOperations.decode(reader, reader.size(), $undefined, _depth + 1, message.reconcile_operations);
continue;
}
case 10: {
if (wireType !== 2)
break;
message.message = $root.mesos.v1.scheduler.Call.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.message);
continue;
}
case 11: {
if (wireType !== 2)
break;
message.request = $root.mesos.v1.scheduler.Call.Request.decode(reader, reader.size(), $undefined, _depth + 1, message.request);
continue;
}
case 16: {
if (wireType !== 2)
break;
message.suppress = $root.mesos.v1.scheduler.Call.Suppress.decode(reader, reader.size(), $undefined, _depth + 1, message.suppress);
continue;
}
case 19: {
if (wireType !== 2)
break;
message.update_framework = $root.mesos.v1.scheduler.Call.UpdateFramework.decode(reader, reader.size(), $undefined, _depth + 1, message.update_framework);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Call.Subscribe = (function() {
const Subscribe = function (properties) {
this.suppressed_roles = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Subscribe.prototype.framework_info = null;
Subscribe.prototype.suppressed_roles = $util.emptyArray;
Subscribe.prototype.offer_constraints = null;
Subscribe.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.FrameworkInfo.encode(message.framework_info, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.suppressed_roles != null && message.suppressed_roles.length)
for (let i = 0; i < message.suppressed_roles.length; ++i)
writer.uint32(18).string(message.suppressed_roles[i]);
if (message.offer_constraints != null && $Object.hasOwnProperty.call(message, "offer_constraints"))
$root.mesos.v1.scheduler.OfferConstraints.encode(message.offer_constraints, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Subscribe.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.Subscribe();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework_info = $root.mesos.v1.FrameworkInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_info);
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.suppressed_roles && message.suppressed_roles.length))
message.suppressed_roles = [];
message.suppressed_roles.push(reader.string());
continue;
}
case 3: {
if (wireType !== 2)
break;
message.offer_constraints = $root.mesos.v1.scheduler.OfferConstraints.decode(reader, reader.size(), $undefined, _depth + 1, message.offer_constraints);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "framework_info"))
throw $util.ProtocolError("missing required 'framework_info'", { instance: message });
return message;
};
return Subscribe;
})();
Call.Accept = (function() {
const Accept = function (properties) {
this.offer_ids = [];
this.operations = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Accept.prototype.offer_ids = $util.emptyArray;
Accept.prototype.operations = $util.emptyArray;
Accept.prototype.filters = null;
Accept.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.offer_ids != null && message.offer_ids.length)
for (let i = 0; i < message.offer_ids.length; ++i)
$root.mesos.v1.OfferID.encode(message.offer_ids[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.operations != null && message.operations.length)
for (let i = 0; i < message.operations.length; ++i)
$root.mesos.v1.Offer.Operation.encode(message.operations[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.filters != null && $Object.hasOwnProperty.call(message, "filters"))
$root.mesos.v1.Filters.encode(message.filters, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Accept.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.Accept();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.offer_ids && message.offer_ids.length))
message.offer_ids = [];
message.offer_ids.push($root.mesos.v1.OfferID.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.operations && message.operations.length))
message.operations = [];
message.operations.push($root.mesos.v1.Offer.Operation.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 3: {
if (wireType !== 2)
break;
message.filters = $root.mesos.v1.Filters.decode(reader, reader.size(), $undefined, _depth + 1, message.filters);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Accept;
})();
Call.Revive = (function() {
const Revive = function (properties) {
this.roles = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Revive.prototype.roles = $util.emptyArray;
Revive.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.roles != null && message.roles.length)
for (let i = 0; i < message.roles.length; ++i)
writer.uint32(10).string(message.roles[i]);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Revive.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.Revive();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.roles && message.roles.length))
message.roles = [];
message.roles.push(reader.string());
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Revive;
})();
Call.Suppress = (function() {
const Suppress = function (properties) {
this.roles = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Suppress.prototype.roles = $util.emptyArray;
Suppress.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.roles != null && message.roles.length)
for (let i = 0; i < message.roles.length; ++i)
writer.uint32(10).string(message.roles[i]);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Suppress.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.Suppress();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.roles && message.roles.length))
message.roles = [];
message.roles.push(reader.string());
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Suppress;
})();
Call.Kill = (function() {
const Kill = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Kill.prototype.task_id = null;
Kill.prototype.agent_id = null;
Kill.prototype.kill_policy = null;
Kill.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.TaskID.encode(message.task_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.agent_id != null && $Object.hasOwnProperty.call(message, "agent_id"))
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.kill_policy != null && $Object.hasOwnProperty.call(message, "kill_policy"))
$root.mesos.v1.KillPolicy.encode(message.kill_policy, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Kill.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.Kill();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.task_id = $root.mesos.v1.TaskID.decode(reader, reader.size(), $undefined, _depth + 1, message.task_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.kill_policy = $root.mesos.v1.KillPolicy.decode(reader, reader.size(), $undefined, _depth + 1, message.kill_policy);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "task_id"))
throw $util.ProtocolError("missing required 'task_id'", { instance: message });
return message;
};
return Kill;
})();
Call.Acknowledge = (function() {
const Acknowledge = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Acknowledge.prototype.agent_id = null;
Acknowledge.prototype.task_id = null;
Acknowledge.prototype.uuid = $util.newBuffer([]);
Acknowledge.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.TaskID.encode(message.task_id, writer.uint32(18).fork(), _depth + 1).ldelim();
writer.uint32(26).bytes(message.uuid);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Acknowledge.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.Acknowledge();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.task_id = $root.mesos.v1.TaskID.decode(reader, reader.size(), $undefined, _depth + 1, message.task_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.uuid = reader.bytes();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "task_id"))
throw $util.ProtocolError("missing required 'task_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "uuid"))
throw $util.ProtocolError("missing required 'uuid'", { instance: message });
return message;
};
return Acknowledge;
})();
Call.AcknowledgeOperationStatus = (function() {
const AcknowledgeOperationStatus = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
AcknowledgeOperationStatus.prototype.agent_id = null;
AcknowledgeOperationStatus.prototype.resource_provider_id = null;
AcknowledgeOperationStatus.prototype.uuid = $util.newBuffer([]);
AcknowledgeOperationStatus.prototype.operation_id = null;
AcknowledgeOperationStatus.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.agent_id != null && $Object.hasOwnProperty.call(message, "agent_id"))
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.resource_provider_id != null && $Object.hasOwnProperty.call(message, "resource_provider_id"))
$root.mesos.v1.ResourceProviderID.encode(message.resource_provider_id, writer.uint32(18).fork(), _depth + 1).ldelim();
writer.uint32(26).bytes(message.uuid);
$root.mesos.v1.OperationID.encode(message.operation_id, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
AcknowledgeOperationStatus.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.AcknowledgeOperationStatus();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.resource_provider_id = $root.mesos.v1.ResourceProviderID.decode(reader, reader.size(), $undefined, _depth + 1, message.resource_provider_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.uuid = reader.bytes();
continue;
}
case 4: {
if (wireType !== 2)
break;
message.operation_id = $root.mesos.v1.OperationID.decode(reader, reader.size(), $undefined, _depth + 1, message.operation_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "uuid"))
throw $util.ProtocolError("missing required 'uuid'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "operation_id"))
throw $util.ProtocolError("missing required 'operation_id'", { instance: message });
return message;
};
return AcknowledgeOperationStatus;
})();
Call.ReconcileOperations = (function() {
const ReconcileOperations = function (properties) {
this.operations = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ReconcileOperations.prototype.operations = $util.emptyArray;
ReconcileOperations.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.operations != null && message.operations.length)
for (let i = 0; i < message.operations.length; ++i)
$root.mesos.v1.scheduler.Call.ReconcileOperations.Operation.encode(message.operations[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ReconcileOperations.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.ReconcileOperations();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.operations && message.operations.length))
message.operations = [];
message.operations.push($root.mesos.v1.scheduler.Call.ReconcileOperations.Operation.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
ReconcileOperations.Operation = (function() {
const Operation = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Operation.prototype.operation_id = null;
Operation.prototype.agent_id = null;
Operation.prototype.resource_provider_id = null;
Operation.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.OperationID.encode(message.operation_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.agent_id != null && $Object.hasOwnProperty.call(message, "agent_id"))
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.resource_provider_id != null && $Object.hasOwnProperty.call(message, "resource_provider_id"))
$root.mesos.v1.ResourceProviderID.encode(message.resource_provider_id, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Operation.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.ReconcileOperations.Operation();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.operation_id = $root.mesos.v1.OperationID.decode(reader, reader.size(), $undefined, _depth + 1, message.operation_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.resource_provider_id = $root.mesos.v1.ResourceProviderID.decode(reader, reader.size(), $undefined, _depth + 1, message.resource_provider_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "operation_id"))
throw $util.ProtocolError("missing required 'operation_id'", { instance: message });
return message;
};
return Operation;
})();
return ReconcileOperations;
})();
Call.Message = (function() {
const Message = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Message.prototype.agent_id = null;
Message.prototype.executor_id = null;
Message.prototype.data = $util.newBuffer([]);
Message.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.ExecutorID.encode(message.executor_id, writer.uint32(18).fork(), _depth + 1).ldelim();
writer.uint32(26).bytes(message.data);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Message.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.Message();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.executor_id = $root.mesos.v1.ExecutorID.decode(reader, reader.size(), $undefined, _depth + 1, message.executor_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.data = reader.bytes();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "executor_id"))
throw $util.ProtocolError("missing required 'executor_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "data"))
throw $util.ProtocolError("missing required 'data'", { instance: message });
return message;
};
return Message;
})();
Call.Request = (function() {
const Request = function (properties) {
this.requests = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Request.prototype.requests = $util.emptyArray;
Request.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.requests != null && message.requests.length)
for (let i = 0; i < message.requests.length; ++i)
$root.mesos.v1.Request.encode(message.requests[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Request.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.Request();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.requests && message.requests.length))
message.requests = [];
message.requests.push($root.mesos.v1.Request.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Request;
})();
Call.UpdateFramework = (function() {
const UpdateFramework = function (properties) {
this.suppressed_roles = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
UpdateFramework.prototype.framework_info = null;
UpdateFramework.prototype.suppressed_roles = $util.emptyArray;
UpdateFramework.prototype.offer_constraints = null;
UpdateFramework.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.FrameworkInfo.encode(message.framework_info, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.suppressed_roles != null && message.suppressed_roles.length)
for (let i = 0; i < message.suppressed_roles.length; ++i)
writer.uint32(18).string(message.suppressed_roles[i]);
if (message.offer_constraints != null && $Object.hasOwnProperty.call(message, "offer_constraints"))
$root.mesos.v1.scheduler.OfferConstraints.encode(message.offer_constraints, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
UpdateFramework.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.UpdateFramework();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework_info = $root.mesos.v1.FrameworkInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_info);
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.suppressed_roles && message.suppressed_roles.length))
message.suppressed_roles = [];
message.suppressed_roles.push(reader.string());
continue;
}
case 3: {
if (wireType !== 2)
break;
message.offer_constraints = $root.mesos.v1.scheduler.OfferConstraints.decode(reader, reader.size(), $undefined, _depth + 1, message.offer_constraints);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "framework_info"))
throw $util.ProtocolError("missing required 'framework_info'", { instance: message });
return message;
};
return UpdateFramework;
})();
Call.Decline = (function() {
const Decline = function (properties) {
this.offer_ids = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Decline.prototype.offer_ids = $util.emptyArray;
Decline.prototype.filters = null;
Decline.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.offer_ids != null && message.offer_ids.length)
for (let i = 0; i < message.offer_ids.length; ++i)
$root.mesos.v1.OfferID.encode(message.offer_ids[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.filters != null && $Object.hasOwnProperty.call(message, "filters"))
$root.mesos.v1.Filters.encode(message.filters, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Decline.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.Decline();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.offer_ids && message.offer_ids.length))
message.offer_ids = [];
message.offer_ids.push($root.mesos.v1.OfferID.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
message.filters = $root.mesos.v1.Filters.decode(reader, reader.size(), $undefined, _depth + 1, message.filters);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Decline;
})();
Call.AcceptInverseOffers = (function() {
const AcceptInverseOffers = function (properties) {
this.inverse_offer_ids = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
AcceptInverseOffers.prototype.inverse_offer_ids = $util.emptyArray;
AcceptInverseOffers.prototype.filters = null;
AcceptInverseOffers.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.inverse_offer_ids != null && message.inverse_offer_ids.length)
for (let i = 0; i < message.inverse_offer_ids.length; ++i)
$root.mesos.v1.OfferID.encode(message.inverse_offer_ids[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.filters != null && $Object.hasOwnProperty.call(message, "filters"))
$root.mesos.v1.Filters.encode(message.filters, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
AcceptInverseOffers.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.AcceptInverseOffers();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.inverse_offer_ids && message.inverse_offer_ids.length))
message.inverse_offer_ids = [];
message.inverse_offer_ids.push($root.mesos.v1.OfferID.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
message.filters = $root.mesos.v1.Filters.decode(reader, reader.size(), $undefined, _depth + 1, message.filters);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return AcceptInverseOffers;
})();
Call.DeclineInverseOffers = (function() {
const DeclineInverseOffers = function (properties) {
this.inverse_offer_ids = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
DeclineInverseOffers.prototype.inverse_offer_ids = $util.emptyArray;
DeclineInverseOffers.prototype.filters = null;
DeclineInverseOffers.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.inverse_offer_ids != null && message.inverse_offer_ids.length)
for (let i = 0; i < message.inverse_offer_ids.length; ++i)
$root.mesos.v1.OfferID.encode(message.inverse_offer_ids[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.filters != null && $Object.hasOwnProperty.call(message, "filters"))
$root.mesos.v1.Filters.encode(message.filters, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
DeclineInverseOffers.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.DeclineInverseOffers();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.inverse_offer_ids && message.inverse_offer_ids.length))
message.inverse_offer_ids = [];
message.inverse_offer_ids.push($root.mesos.v1.OfferID.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
message.filters = $root.mesos.v1.Filters.decode(reader, reader.size(), $undefined, _depth + 1, message.filters);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return DeclineInverseOffers;
})();
Call.Shutdown = (function() {
const Shutdown = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Shutdown.prototype.executor_id = null;
Shutdown.prototype.agent_id = null;
Shutdown.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.ExecutorID.encode(message.executor_id, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Shutdown.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.Shutdown();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.executor_id = $root.mesos.v1.ExecutorID.decode(reader, reader.size(), $undefined, _depth + 1, message.executor_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "executor_id"))
throw $util.ProtocolError("missing required 'executor_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
return message;
};
return Shutdown;
})();
Call.Reconcile = (function() {
const Reconcile = function (properties) {
this.tasks = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Reconcile.prototype.tasks = $util.emptyArray;
Reconcile.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.tasks != null && message.tasks.length)
for (let i = 0; i < message.tasks.length; ++i)
$root.mesos.v1.scheduler.Call.Reconcile.Task.encode(message.tasks[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Reconcile.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.Reconcile();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.tasks && message.tasks.length))
message.tasks = [];
message.tasks.push($root.mesos.v1.scheduler.Call.Reconcile.Task.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Reconcile.Task = (function() {
const Task = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Task.prototype.task_id = null;
Task.prototype.agent_id = null;
Task.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.TaskID.encode(message.task_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.agent_id != null && $Object.hasOwnProperty.call(message, "agent_id"))
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Task.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Call.Reconcile.Task();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.task_id = $root.mesos.v1.TaskID.decode(reader, reader.size(), $undefined, _depth + 1, message.task_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "task_id"))
throw $util.ProtocolError("missing required 'task_id'", { instance: message });
return message;
};
return Task;
})();
return Reconcile;
})();
Call.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "SUBSCRIBE"] = 1;
values[valuesById[2] = "TEARDOWN"] = 2;
values[valuesById[3] = "ACCEPT"] = 3;
values[valuesById[4] = "DECLINE"] = 4;
values[valuesById[5] = "REVIVE"] = 5;
values[valuesById[6] = "KILL"] = 6;
values[valuesById[7] = "SHUTDOWN"] = 7;
values[valuesById[8] = "ACKNOWLEDGE"] = 8;
values[valuesById[9] = "RECONCILE"] = 9;
values[valuesById[10] = "MESSAGE"] = 10;
values[valuesById[11] = "REQUEST"] = 11;
values[valuesById[12] = "SUPPRESS"] = 12;
values[valuesById[13] = "ACCEPT_INVERSE_OFFERS"] = 13;
values[valuesById[14] = "DECLINE_INVERSE_OFFERS"] = 14;
values[valuesById[15] = "ACKNOWLEDGE_OPERATION_STATUS"] = 15;
values[valuesById[16] = "RECONCILE_OPERATIONS"] = 16;
values[valuesById[17] = "UPDATE_FRAMEWORK"] = 17;
return values;
})();
return Call;
})();
scheduler.Event = (function() {
const Event = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Event.prototype.type = 0;
Event.prototype.subscribed = null;
Event.prototype.offers = null;
Event.prototype.inverse_offers = null;
Event.prototype.rescind = null;
Event.prototype.rescind_inverse_offer = null;
Event.prototype.update = null;
Event.prototype.update_operation_status = null;
Event.prototype.message = null;
Event.prototype.failure = null;
Event.prototype.error = null;
Event.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.subscribed != null && $Object.hasOwnProperty.call(message, "subscribed"))
$root.mesos.v1.scheduler.Event.Subscribed.encode(message.subscribed, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.offers != null && $Object.hasOwnProperty.call(message, "offers"))
$root.mesos.v1.scheduler.Event.Offers.encode(message.offers, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.rescind != null && $Object.hasOwnProperty.call(message, "rescind"))
$root.mesos.v1.scheduler.Event.Rescind.encode(message.rescind, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.update != null && $Object.hasOwnProperty.call(message, "update"))
$root.mesos.v1.scheduler.Event.Update.encode(message.update, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
$root.mesos.v1.scheduler.Event.Message.encode(message.message, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.failure != null && $Object.hasOwnProperty.call(message, "failure"))
$root.mesos.v1.scheduler.Event.Failure.encode(message.failure, writer.uint32(58).fork(), _depth + 1).ldelim();
if (message.error != null && $Object.hasOwnProperty.call(message, "error"))
$root.mesos.v1.scheduler.Event.Error.encode(message.error, writer.uint32(66).fork(), _depth + 1).ldelim();
if (message.inverse_offers != null && $Object.hasOwnProperty.call(message, "inverse_offers"))
$root.mesos.v1.scheduler.Event.InverseOffers.encode(message.inverse_offers, writer.uint32(74).fork(), _depth + 1).ldelim();
if (message.rescind_inverse_offer != null && $Object.hasOwnProperty.call(message, "rescind_inverse_offer"))
$root.mesos.v1.scheduler.Event.RescindInverseOffer.encode(message.rescind_inverse_offer, writer.uint32(82).fork(), _depth + 1).ldelim();
if (message.update_operation_status != null && $Object.hasOwnProperty.call(message, "update_operation_status"))
$root.mesos.v1.scheduler.Event.UpdateOperationStatus.encode(message.update_operation_status, writer.uint32(90).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Event.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Event();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.scheduler.Event.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.subscribed = $root.mesos.v1.scheduler.Event.Subscribed.decode(reader, reader.size(), $undefined, _depth + 1, message.subscribed);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.offers = $root.mesos.v1.scheduler.Event.Offers.decode(reader, reader.size(), $undefined, _depth + 1, message.offers);
continue;
}
case 9: {
if (wireType !== 2)
break;
message.inverse_offers = $root.mesos.v1.scheduler.Event.InverseOffers.decode(reader, reader.size(), $undefined, _depth + 1, message.inverse_offers);
continue;
}
case 4: {
if (wireType !== 2)
break;
message.rescind = $root.mesos.v1.scheduler.Event.Rescind.decode(reader, reader.size(), $undefined, _depth + 1, message.rescind);
continue;
}
case 10: {
if (wireType !== 2)
break;
message.rescind_inverse_offer = $root.mesos.v1.scheduler.Event.RescindInverseOffer.decode(reader, reader.size(), $undefined, _depth + 1, message.rescind_inverse_offer);
continue;
}
case 5: {
if (wireType !== 2)
break;
message.update = $root.mesos.v1.scheduler.Event.Update.decode(reader, reader.size(), $undefined, _depth + 1, message.update);
continue;
}
case 11: {
if (wireType !== 2)
break;
message.update_operation_status = $root.mesos.v1.scheduler.Event.UpdateOperationStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.update_operation_status);
continue;
}
case 6: {
if (wireType !== 2)
break;
message.message = $root.mesos.v1.scheduler.Event.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.message);
continue;
}
case 7: {
if (wireType !== 2)
break;
message.failure = $root.mesos.v1.scheduler.Event.Failure.decode(reader, reader.size(), $undefined, _depth + 1, message.failure);
continue;
}
case 8: {
if (wireType !== 2)
break;
message.error = $root.mesos.v1.scheduler.Event.Error.decode(reader, reader.size(), $undefined, _depth + 1, message.error);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Event.Subscribed = (function() {
const Subscribed = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Subscribed.prototype.framework_id = null;
Subscribed.prototype.heartbeat_interval_seconds = 0;
Subscribed.prototype.master_info = null;
Subscribed.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.FrameworkID.encode(message.framework_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.heartbeat_interval_seconds != null && $Object.hasOwnProperty.call(message, "heartbeat_interval_seconds"))
writer.uint32(17).double(message.heartbeat_interval_seconds);
if (message.master_info != null && $Object.hasOwnProperty.call(message, "master_info"))
$root.mesos.v1.MasterInfo.encode(message.master_info, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Subscribed.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Event.Subscribed();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.framework_id = $root.mesos.v1.FrameworkID.decode(reader, reader.size(), $undefined, _depth + 1, message.framework_id);
continue;
}
case 2: {
if (wireType !== 1)
break;
message.heartbeat_interval_seconds = reader.double();
continue;
}
case 3: {
if (wireType !== 2)
break;
message.master_info = $root.mesos.v1.MasterInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.master_info);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "framework_id"))
throw $util.ProtocolError("missing required 'framework_id'", { instance: message });
return message;
};
return Subscribed;
})();
Event.Message = (function() {
const Message = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Message.prototype.agent_id = null;
Message.prototype.executor_id = null;
Message.prototype.data = $util.newBuffer([]);
Message.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.ExecutorID.encode(message.executor_id, writer.uint32(18).fork(), _depth + 1).ldelim();
writer.uint32(26).bytes(message.data);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Message.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Event.Message();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.executor_id = $root.mesos.v1.ExecutorID.decode(reader, reader.size(), $undefined, _depth + 1, message.executor_id);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.data = reader.bytes();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "agent_id"))
throw $util.ProtocolError("missing required 'agent_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "executor_id"))
throw $util.ProtocolError("missing required 'executor_id'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "data"))
throw $util.ProtocolError("missing required 'data'", { instance: message });
return message;
};
return Message;
})();
Event.Failure = (function() {
const Failure = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Failure.prototype.agent_id = null;
Failure.prototype.executor_id = null;
Failure.prototype.status = 0;
Failure.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.agent_id != null && $Object.hasOwnProperty.call(message, "agent_id"))
$root.mesos.v1.AgentID.encode(message.agent_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.executor_id != null && $Object.hasOwnProperty.call(message, "executor_id"))
$root.mesos.v1.ExecutorID.encode(message.executor_id, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
writer.uint32(24).int32(message.status);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Failure.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Event.Failure();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.agent_id = $root.mesos.v1.AgentID.decode(reader, reader.size(), $undefined, _depth + 1, message.agent_id);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.executor_id = $root.mesos.v1.ExecutorID.decode(reader, reader.size(), $undefined, _depth + 1, message.executor_id);
continue;
}
case 3: {
if (wireType !== 0)
break;
message.status = reader.int32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Failure;
})();
Event.Error = (function() {
const Error = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Error.prototype.message = "";
Error.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.message);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Error.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Event.Error();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.message = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "message"))
throw $util.ProtocolError("missing required 'message'", { instance: message });
return message;
};
return Error;
})();
Event.Offers = (function() {
const Offers = function (properties) {
this.offers = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Offers.prototype.offers = $util.emptyArray;
Offers.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.offers != null && message.offers.length)
for (let i = 0; i < message.offers.length; ++i)
$root.mesos.v1.Offer.encode(message.offers[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Offers.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Event.Offers();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.offers && message.offers.length))
message.offers = [];
message.offers.push($root.mesos.v1.Offer.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Offers;
})();
Event.InverseOffers = (function() {
const InverseOffers = function (properties) {
this.inverse_offers = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
InverseOffers.prototype.inverse_offers = $util.emptyArray;
InverseOffers.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.inverse_offers != null && message.inverse_offers.length)
for (let i = 0; i < message.inverse_offers.length; ++i)
$root.mesos.v1.InverseOffer.encode(message.inverse_offers[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
InverseOffers.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Event.InverseOffers();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.inverse_offers && message.inverse_offers.length))
message.inverse_offers = [];
message.inverse_offers.push($root.mesos.v1.InverseOffer.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return InverseOffers;
})();
Event.Rescind = (function() {
const Rescind = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Rescind.prototype.offer_id = null;
Rescind.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.OfferID.encode(message.offer_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Rescind.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Event.Rescind();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.offer_id = $root.mesos.v1.OfferID.decode(reader, reader.size(), $undefined, _depth + 1, message.offer_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "offer_id"))
throw $util.ProtocolError("missing required 'offer_id'", { instance: message });
return message;
};
return Rescind;
})();
Event.RescindInverseOffer = (function() {
const RescindInverseOffer = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
RescindInverseOffer.prototype.inverse_offer_id = null;
RescindInverseOffer.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.OfferID.encode(message.inverse_offer_id, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
RescindInverseOffer.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Event.RescindInverseOffer();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.inverse_offer_id = $root.mesos.v1.OfferID.decode(reader, reader.size(), $undefined, _depth + 1, message.inverse_offer_id);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "inverse_offer_id"))
throw $util.ProtocolError("missing required 'inverse_offer_id'", { instance: message });
return message;
};
return RescindInverseOffer;
})();
Event.Update = (function() {
const Update = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Update.prototype.status = null;
Update.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.TaskStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Update.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Event.Update();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.status = $root.mesos.v1.TaskStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "status"))
throw $util.ProtocolError("missing required 'status'", { instance: message });
return message;
};
return Update;
})();
Event.UpdateOperationStatus = (function() {
const UpdateOperationStatus = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
UpdateOperationStatus.prototype.status = null;
UpdateOperationStatus.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.OperationStatus.encode(message.status, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
UpdateOperationStatus.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Event.UpdateOperationStatus();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.status = $root.mesos.v1.OperationStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "status"))
throw $util.ProtocolError("missing required 'status'", { instance: message });
return message;
};
return UpdateOperationStatus;
})();
Event.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "SUBSCRIBED"] = 1;
values[valuesById[2] = "OFFERS"] = 2;
values[valuesById[3] = "RESCIND"] = 3;
values[valuesById[4] = "UPDATE"] = 4;
values[valuesById[5] = "MESSAGE"] = 5;
values[valuesById[6] = "FAILURE"] = 6;
values[valuesById[7] = "ERROR"] = 7;
values[valuesById[8] = "HEARTBEAT"] = 8;
values[valuesById[9] = "INVERSE_OFFERS"] = 9;
values[valuesById[10] = "RESCIND_INVERSE_OFFER"] = 10;
values[valuesById[11] = "UPDATE_OPERATION_STATUS"] = 11;
return values;
})();
return Event;
})();
scheduler.Response = (function() {
const Response = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Response.prototype.type = 0;
Response.prototype.reconcile_operations = null;
Response.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
writer.uint32(8).int32(message.type);
if (message.reconcile_operations != null && $Object.hasOwnProperty.call(message, "reconcile_operations"))
$root.mesos.v1.scheduler.Response.ReconcileOperations.encode(message.reconcile_operations, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Response.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Response();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.scheduler.Response.Type[value] !== $undefined)
message.type = value;
else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.reconcile_operations = $root.mesos.v1.scheduler.Response.ReconcileOperations.decode(reader, reader.size(), $undefined, _depth + 1, message.reconcile_operations);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Response.ReconcileOperations = (function() {
const ReconcileOperations = function (properties) {
this.operation_statuses = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
ReconcileOperations.prototype.operation_statuses = $util.emptyArray;
ReconcileOperations.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.operation_statuses != null && message.operation_statuses.length)
for (let i = 0; i < message.operation_statuses.length; ++i)
$root.mesos.v1.OperationStatus.encode(message.operation_statuses[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
ReconcileOperations.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.Response.ReconcileOperations();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.operation_statuses && message.operation_statuses.length))
message.operation_statuses = [];
message.operation_statuses.push($root.mesos.v1.OperationStatus.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return ReconcileOperations;
})();
Response.Type = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "RECONCILE_OPERATIONS"] = 1;
return values;
})();
return Response;
})();
scheduler.APIResult = (function() {
const APIResult = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
APIResult.prototype.status_code = 0;
APIResult.prototype.response = null;
APIResult.prototype.error = "";
APIResult.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(8).uint32(message.status_code);
if (message.response != null && $Object.hasOwnProperty.call(message, "response"))
$root.mesos.v1.scheduler.Response.encode(message.response, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.error != null && $Object.hasOwnProperty.call(message, "error"))
writer.uint32(26).string(message.error);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
APIResult.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.APIResult();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.status_code = reader.uint32();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.response = $root.mesos.v1.scheduler.Response.decode(reader, reader.size(), $undefined, _depth + 1, message.response);
continue;
}
case 3: {
if (wireType !== 2)
break;
message.error = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "status_code"))
throw $util.ProtocolError("missing required 'status_code'", { instance: message });
return message;
};
return APIResult;
})();
scheduler.OfferConstraints = (function() {
const OfferConstraints = function (properties) {
this.role_constraints = {};
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
OfferConstraints.prototype.role_constraints = $util.emptyObject;
OfferConstraints.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.role_constraints != null && $Object.hasOwnProperty.call(message, "role_constraints"))
for (let keys = $Object.keys(message.role_constraints), i = 0; i < keys.length; ++i) {
writer.uint32(10).fork().uint32(10).string(keys[i]);
$root.mesos.v1.scheduler.OfferConstraints.RoleConstraints.encode(message.role_constraints[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
}
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
OfferConstraints.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, key, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.OfferConstraints();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (message.role_constraints === $util.emptyObject)
message.role_constraints = {};
let end2 = reader.size() + reader.pos;
if (end2 > reader.len)
throw $RangeError("index out of range");
reader.len = end2;
key = "";
value = null;
while (reader.pos < end2) {
let tag2 = reader.tag();
wireType = tag2 & 7;
switch (tag2 >>>= 3) {
case 1:
if (wireType !== 2)
break;
key = reader.string();
continue;
case 2:
if (wireType !== 2)
break;
value = $root.mesos.v1.scheduler.OfferConstraints.RoleConstraints.decode(reader, reader.size(), $undefined, _depth + 1, value);
continue;
}
reader.skipType(wireType, _depth, tag2);
}
if (reader.pos !== end2)
throw $RangeError("index out of range");
reader.len = end;
if (key === "__proto__")
$util.makeProp(message.role_constraints, key);
message.role_constraints[key] = value || new $root.mesos.v1.scheduler.OfferConstraints.RoleConstraints();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
OfferConstraints.RoleConstraints = (function() {
const RoleConstraints = function (properties) {
this.groups = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
RoleConstraints.prototype.groups = $util.emptyArray;
RoleConstraints.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.groups != null && message.groups.length)
for (let i = 0; i < message.groups.length; ++i)
$root.mesos.v1.scheduler.OfferConstraints.RoleConstraints.Group.encode(message.groups[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
RoleConstraints.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.OfferConstraints.RoleConstraints();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.groups && message.groups.length))
message.groups = [];
message.groups.push($root.mesos.v1.scheduler.OfferConstraints.RoleConstraints.Group.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
RoleConstraints.Group = (function() {
const Group = function (properties) {
this.attribute_constraints = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Group.prototype.attribute_constraints = $util.emptyArray;
Group.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.attribute_constraints != null && message.attribute_constraints.length)
for (let i = 0; i < message.attribute_constraints.length; ++i)
$root.mesos.v1.scheduler.AttributeConstraint.encode(message.attribute_constraints[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Group.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.OfferConstraints.RoleConstraints.Group();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.attribute_constraints && message.attribute_constraints.length))
message.attribute_constraints = [];
message.attribute_constraints.push($root.mesos.v1.scheduler.AttributeConstraint.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Group;
})();
return RoleConstraints;
})();
return OfferConstraints;
})();
scheduler.AttributeConstraint = (function() {
const AttributeConstraint = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
AttributeConstraint.prototype.selector = null;
AttributeConstraint.prototype.predicate = null;
AttributeConstraint.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
$root.mesos.v1.scheduler.AttributeConstraint.Selector.encode(message.selector, writer.uint32(10).fork(), _depth + 1).ldelim();
$root.mesos.v1.scheduler.AttributeConstraint.Predicate.encode(message.predicate, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
AttributeConstraint.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.AttributeConstraint();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.selector = $root.mesos.v1.scheduler.AttributeConstraint.Selector.decode(reader, reader.size(), $undefined, _depth + 1, message.selector);
continue;
}
case 2: {
if (wireType !== 2)
break;
message.predicate = $root.mesos.v1.scheduler.AttributeConstraint.Predicate.decode(reader, reader.size(), $undefined, _depth + 1, message.predicate);
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "selector"))
throw $util.ProtocolError("missing required 'selector'", { instance: message });
if (!$Object.hasOwnProperty.call(message, "predicate"))
throw $util.ProtocolError("missing required 'predicate'", { instance: message });
return message;
};
AttributeConstraint.Selector = (function() {
const Selector = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Selector.prototype.pseudoattribute_type = null;
Selector.prototype.attribute_name = null;
let $oneOfFields;
$Object.defineProperty(Selector.prototype, "selector", {
get: $util.oneOfGetter($oneOfFields = ["pseudoattribute_type", "attribute_name"]),
set: $util.oneOfSetter($oneOfFields)
});
Selector.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.pseudoattribute_type != null && $Object.hasOwnProperty.call(message, "pseudoattribute_type"))
writer.uint32(8).int32(message.pseudoattribute_type);
if (message.attribute_name != null && $Object.hasOwnProperty.call(message, "attribute_name"))
writer.uint32(18).string(message.attribute_name);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Selector.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.AttributeConstraint.Selector();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
value = reader.int32();
if ($root.mesos.v1.scheduler.AttributeConstraint.Selector.PseudoattributeType[value] !== $undefined) {
message.pseudoattribute_type = value;
message.selector = "pseudoattribute_type";
} else if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
continue;
}
case 2: {
if (wireType !== 2)
break;
message.attribute_name = reader.string();
message.selector = "attribute_name";
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Selector.PseudoattributeType = (function() {
const valuesById = $Object.create(null), values = $Object.create(valuesById);
values[valuesById[0] = "UNKNOWN"] = 0;
values[valuesById[1] = "HOSTNAME"] = 1;
values[valuesById[2] = "REGION"] = 2;
values[valuesById[3] = "ZONE"] = 3;
return values;
})();
return Selector;
})();
AttributeConstraint.Predicate = (function() {
const Predicate = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Predicate.prototype.exists = null;
Predicate.prototype.not_exists = null;
Predicate.prototype.text_equals = null;
Predicate.prototype.text_not_equals = null;
Predicate.prototype.text_matches = null;
Predicate.prototype.text_not_matches = null;
let $oneOfFields;
$Object.defineProperty(Predicate.prototype, "predicate", {
get: $util.oneOfGetter($oneOfFields = ["exists", "not_exists", "text_equals", "text_not_equals", "text_matches", "text_not_matches"]),
set: $util.oneOfSetter($oneOfFields)
});
Predicate.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.exists != null && $Object.hasOwnProperty.call(message, "exists"))
$root.mesos.v1.scheduler.AttributeConstraint.Predicate.Exists.encode(message.exists, writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.not_exists != null && $Object.hasOwnProperty.call(message, "not_exists"))
$root.mesos.v1.scheduler.AttributeConstraint.Predicate.NotExists.encode(message.not_exists, writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.text_equals != null && $Object.hasOwnProperty.call(message, "text_equals"))
$root.mesos.v1.scheduler.AttributeConstraint.Predicate.TextEquals.encode(message.text_equals, writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.text_not_equals != null && $Object.hasOwnProperty.call(message, "text_not_equals"))
$root.mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotEquals.encode(message.text_not_equals, writer.uint32(34).fork(), _depth + 1).ldelim();
if (message.text_matches != null && $Object.hasOwnProperty.call(message, "text_matches"))
$root.mesos.v1.scheduler.AttributeConstraint.Predicate.TextMatches.encode(message.text_matches, writer.uint32(42).fork(), _depth + 1).ldelim();
if (message.text_not_matches != null && $Object.hasOwnProperty.call(message, "text_not_matches"))
$root.mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotMatches.encode(message.text_not_matches, writer.uint32(50).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Predicate.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.AttributeConstraint.Predicate();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.exists = $root.mesos.v1.scheduler.AttributeConstraint.Predicate.Exists.decode(reader, reader.size(), $undefined, _depth + 1, message.exists);
message.predicate = "exists";
continue;
}
case 2: {
if (wireType !== 2)
break;
message.not_exists = $root.mesos.v1.scheduler.AttributeConstraint.Predicate.NotExists.decode(reader, reader.size(), $undefined, _depth + 1, message.not_exists);
message.predicate = "not_exists";
continue;
}
case 3: {
if (wireType !== 2)
break;
message.text_equals = $root.mesos.v1.scheduler.AttributeConstraint.Predicate.TextEquals.decode(reader, reader.size(), $undefined, _depth + 1, message.text_equals);
message.predicate = "text_equals";
continue;
}
case 4: {
if (wireType !== 2)
break;
message.text_not_equals = $root.mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotEquals.decode(reader, reader.size(), $undefined, _depth + 1, message.text_not_equals);
message.predicate = "text_not_equals";
continue;
}
case 5: {
if (wireType !== 2)
break;
message.text_matches = $root.mesos.v1.scheduler.AttributeConstraint.Predicate.TextMatches.decode(reader, reader.size(), $undefined, _depth + 1, message.text_matches);
message.predicate = "text_matches";
continue;
}
case 6: {
if (wireType !== 2)
break;
message.text_not_matches = $root.mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotMatches.decode(reader, reader.size(), $undefined, _depth + 1, message.text_not_matches);
message.predicate = "text_not_matches";
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
Predicate.TextMatches = (function() {
const TextMatches = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TextMatches.prototype.regex = "";
TextMatches.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.regex);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TextMatches.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.AttributeConstraint.Predicate.TextMatches();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.regex = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "regex"))
throw $util.ProtocolError("missing required 'regex'", { instance: message });
return message;
};
return TextMatches;
})();
Predicate.Exists = (function() {
const Exists = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Exists.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Exists.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.AttributeConstraint.Predicate.Exists();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
reader.skipType(tag & 7, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Exists;
})();
Predicate.NotExists = (function() {
const NotExists = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
NotExists.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
NotExists.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.AttributeConstraint.Predicate.NotExists();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
reader.skipType(tag & 7, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return NotExists;
})();
Predicate.TextEquals = (function() {
const TextEquals = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TextEquals.prototype.value = "";
TextEquals.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TextEquals.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.AttributeConstraint.Predicate.TextEquals();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return TextEquals;
})();
Predicate.TextNotEquals = (function() {
const TextNotEquals = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TextNotEquals.prototype.value = "";
TextNotEquals.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.value);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TextNotEquals.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotEquals();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.value = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "value"))
throw $util.ProtocolError("missing required 'value'", { instance: message });
return message;
};
return TextNotEquals;
})();
Predicate.TextNotMatches = (function() {
const TextNotMatches = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
TextNotMatches.prototype.regex = "";
TextNotMatches.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.regex);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
TextNotMatches.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotMatches();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.regex = reader.string();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "regex"))
throw $util.ProtocolError("missing required 'regex'", { instance: message });
return message;
};
return TextNotMatches;
})();
return Predicate;
})();
return AttributeConstraint;
})();
return scheduler;
})();
v1.quota = (function() {
const quota = {};
quota.QuotaInfo = (function() {
const QuotaInfo = function (properties) {
this.guarantee = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
QuotaInfo.prototype.role = "";
QuotaInfo.prototype.principal = "";
QuotaInfo.prototype.guarantee = $util.emptyArray;
QuotaInfo.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.role != null && $Object.hasOwnProperty.call(message, "role"))
writer.uint32(10).string(message.role);
if (message.principal != null && $Object.hasOwnProperty.call(message, "principal"))
writer.uint32(18).string(message.principal);
if (message.guarantee != null && message.guarantee.length)
for (let i = 0; i < message.guarantee.length; ++i)
$root.mesos.v1.Resource.encode(message.guarantee[i], writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
QuotaInfo.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.quota.QuotaInfo();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.role = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.principal = reader.string();
continue;
}
case 3: {
if (wireType !== 2)
break;
if (!(message.guarantee && message.guarantee.length))
message.guarantee = [];
message.guarantee.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return QuotaInfo;
})();
quota.QuotaRequest = (function() {
const QuotaRequest = function (properties) {
this.guarantee = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
QuotaRequest.prototype.force = false;
QuotaRequest.prototype.role = "";
QuotaRequest.prototype.guarantee = $util.emptyArray;
QuotaRequest.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.force != null && $Object.hasOwnProperty.call(message, "force"))
writer.uint32(8).bool(message.force);
if (message.role != null && $Object.hasOwnProperty.call(message, "role"))
writer.uint32(18).string(message.role);
if (message.guarantee != null && message.guarantee.length)
for (let i = 0; i < message.guarantee.length; ++i)
$root.mesos.v1.Resource.encode(message.guarantee[i], writer.uint32(26).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
QuotaRequest.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.quota.QuotaRequest();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.force = reader.bool();
continue;
}
case 2: {
if (wireType !== 2)
break;
message.role = reader.string();
continue;
}
case 3: {
if (wireType !== 2)
break;
if (!(message.guarantee && message.guarantee.length))
message.guarantee = [];
message.guarantee.push($root.mesos.v1.Resource.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return QuotaRequest;
})();
quota.QuotaConfig = (function() {
const QuotaConfig = function (properties) {
this.guarantees = {};
this.limits = {};
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
QuotaConfig.prototype.role = "";
QuotaConfig.prototype.guarantees = $util.emptyObject;
QuotaConfig.prototype.limits = $util.emptyObject;
QuotaConfig.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
writer.uint32(10).string(message.role);
if (message.guarantees != null && $Object.hasOwnProperty.call(message, "guarantees"))
for (let keys = $Object.keys(message.guarantees), i = 0; i < keys.length; ++i) {
writer.uint32(18).fork().uint32(10).string(keys[i]);
$root.mesos.v1.Value.Scalar.encode(message.guarantees[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
}
if (message.limits != null && $Object.hasOwnProperty.call(message, "limits"))
for (let keys = $Object.keys(message.limits), i = 0; i < keys.length; ++i) {
writer.uint32(26).fork().uint32(10).string(keys[i]);
$root.mesos.v1.Value.Scalar.encode(message.limits[keys[i]], writer.uint32(18).fork(), _depth + 1).ldelim().ldelim();
}
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
QuotaConfig.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message, key, value;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.quota.QuotaConfig();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
message.role = reader.string();
continue;
}
case 2: {
if (wireType !== 2)
break;
if (message.guarantees === $util.emptyObject)
message.guarantees = {};
let end2 = reader.size() + reader.pos;
if (end2 > reader.len)
throw $RangeError("index out of range");
reader.len = end2;
key = "";
value = null;
while (reader.pos < end2) {
let tag2 = reader.tag();
wireType = tag2 & 7;
switch (tag2 >>>= 3) {
case 1:
if (wireType !== 2)
break;
key = reader.string();
continue;
case 2:
if (wireType !== 2)
break;
value = $root.mesos.v1.Value.Scalar.decode(reader, reader.size(), $undefined, _depth + 1, value);
continue;
}
reader.skipType(wireType, _depth, tag2);
}
if (reader.pos !== end2)
throw $RangeError("index out of range");
reader.len = end;
if (key === "__proto__")
$util.makeProp(message.guarantees, key);
message.guarantees[key] = value || new $root.mesos.v1.Value.Scalar();
continue;
}
case 3: {
if (wireType !== 2)
break;
if (message.limits === $util.emptyObject)
message.limits = {};
let end2 = reader.size() + reader.pos;
if (end2 > reader.len)
throw $RangeError("index out of range");
reader.len = end2;
key = "";
value = null;
while (reader.pos < end2) {
let tag2 = reader.tag();
wireType = tag2 & 7;
switch (tag2 >>>= 3) {
case 1:
if (wireType !== 2)
break;
key = reader.string();
continue;
case 2:
if (wireType !== 2)
break;
value = $root.mesos.v1.Value.Scalar.decode(reader, reader.size(), $undefined, _depth + 1, value);
continue;
}
reader.skipType(wireType, _depth, tag2);
}
if (reader.pos !== end2)
throw $RangeError("index out of range");
reader.len = end;
if (key === "__proto__")
$util.makeProp(message.limits, key);
message.limits[key] = value || new $root.mesos.v1.Value.Scalar();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
if (!$Object.hasOwnProperty.call(message, "role"))
throw $util.ProtocolError("missing required 'role'", { instance: message });
return message;
};
return QuotaConfig;
})();
quota.QuotaStatus = (function() {
const QuotaStatus = function (properties) {
this.infos = [];
this.configs = [];
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
QuotaStatus.prototype.infos = $util.emptyArray;
QuotaStatus.prototype.configs = $util.emptyArray;
QuotaStatus.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.infos != null && message.infos.length)
for (let i = 0; i < message.infos.length; ++i)
$root.mesos.v1.quota.QuotaInfo.encode(message.infos[i], writer.uint32(10).fork(), _depth + 1).ldelim();
if (message.configs != null && message.configs.length)
for (let i = 0; i < message.configs.length; ++i)
$root.mesos.v1.quota.QuotaConfig.encode(message.configs[i], writer.uint32(18).fork(), _depth + 1).ldelim();
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
QuotaStatus.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.mesos.v1.quota.QuotaStatus();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 2)
break;
if (!(message.infos && message.infos.length))
message.infos = [];
message.infos.push($root.mesos.v1.quota.QuotaInfo.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
case 2: {
if (wireType !== 2)
break;
if (!(message.configs && message.configs.length))
message.configs = [];
message.configs.push($root.mesos.v1.quota.QuotaConfig.decode(reader, reader.size(), $undefined, _depth + 1));
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return QuotaStatus;
})();
return quota;
})();
return v1;
})();
return mesos;
})();
export const google = $root.google = (() => {
const google = {};
google.protobuf = (function() {
const protobuf = {};
protobuf.Duration = (function() {
const Duration = function (properties) {
if (properties)
for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
if (properties[keys[i]] != null && keys[i] !== "__proto__")
this[keys[i]] = properties[keys[i]];
};
Duration.prototype.seconds = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
Duration.prototype.nanos = 0;
Duration.encode = function (message, writer, _depth) {
if (!writer)
writer = $Writer.create();
if (_depth === $undefined)
_depth = 0;
if (_depth > $util.recursionLimit)
throw $Error("max depth exceeded");
if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds"))
writer.uint32(8).int64(message.seconds);
if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos"))
writer.uint32(16).int32(message.nanos);
if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
for (let i = 0; i < message.$unknowns.length; ++i)
writer.raw(message.$unknowns[i]);
return writer;
};
Duration.decode = function (reader, length, _end, _depth, _target) {
if (!(reader instanceof $Reader))
reader = $Reader.create(reader);
if (_depth === $undefined)
_depth = 0;
if (_depth > $Reader.recursionLimit)
throw $Error("max depth exceeded");
let end, message;
if (length === $undefined)
end = reader.len;
else {
end = reader.pos + length;
if (end > reader.len)
throw $RangeError("index out of range");
length = reader.len;
reader.len = end;
}
message = _target || new $root.google.protobuf.Duration();
while (reader.pos < end) {
let start = reader.pos;
let tag = reader.tag();
if (tag === _end) {
_end = $undefined;
break;
}
let wireType = tag & 7;
switch (tag >>>= 3) {
case 1: {
if (wireType !== 0)
break;
message.seconds = reader.int64();
continue;
}
case 2: {
if (wireType !== 0)
break;
message.nanos = reader.int32();
continue;
}
}
reader.skipType(wireType, _depth, tag);
if (!reader.discardUnknown) {
$util.makeProp(message, "$unknowns", false);
(message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
}
}
if (length !== $undefined) {
if (reader.pos !== end)
throw $RangeError("index out of range");
reader.len = length;
}
if (_end !== $undefined)
throw $Error("missing end group");
return message;
};
return Duration;
})();
return protobuf;
})();
return google;
})();
export {
$root as default
};
export const coders = {
"google.protobuf.Duration": google.protobuf.Duration,
"mesos.v1.Address": mesos.v1.Address,
"mesos.v1.AgentID": mesos.v1.AgentID,
"mesos.v1.AgentInfo": mesos.v1.AgentInfo,
"mesos.v1.AgentInfo.Capability": mesos.v1.AgentInfo.Capability,
"mesos.v1.Attribute": mesos.v1.Attribute,
"mesos.v1.CapabilityInfo": mesos.v1.CapabilityInfo,
"mesos.v1.CgroupInfo": mesos.v1.CgroupInfo,
"mesos.v1.CgroupInfo.NetCls": mesos.v1.CgroupInfo.NetCls,
"mesos.v1.CheckInfo": mesos.v1.CheckInfo,
"mesos.v1.CheckInfo.Command": mesos.v1.CheckInfo.Command,
"mesos.v1.CheckInfo.Http": mesos.v1.CheckInfo.Http,
"mesos.v1.CheckInfo.Tcp": mesos.v1.CheckInfo.Tcp,
"mesos.v1.CheckStatusInfo": mesos.v1.CheckStatusInfo,
"mesos.v1.CheckStatusInfo.Command": mesos.v1.CheckStatusInfo.Command,
"mesos.v1.CheckStatusInfo.Http": mesos.v1.CheckStatusInfo.Http,
"mesos.v1.CheckStatusInfo.Tcp": mesos.v1.CheckStatusInfo.Tcp,
"mesos.v1.CommandInfo": mesos.v1.CommandInfo,
"mesos.v1.CommandInfo.URI": mesos.v1.CommandInfo.URI,
"mesos.v1.ContainerID": mesos.v1.ContainerID,
"mesos.v1.ContainerInfo": mesos.v1.ContainerInfo,
"mesos.v1.ContainerInfo.DockerInfo": mesos.v1.ContainerInfo.DockerInfo,
"mesos.v1.ContainerInfo.DockerInfo.PortMapping": mesos.v1.ContainerInfo.DockerInfo.PortMapping,
"mesos.v1.ContainerInfo.MesosInfo": mesos.v1.ContainerInfo.MesosInfo,
"mesos.v1.ContainerStatus": mesos.v1.ContainerStatus,
"mesos.v1.Credential": mesos.v1.Credential,
"mesos.v1.Credentials": mesos.v1.Credentials,
"mesos.v1.DiscoveryInfo": mesos.v1.DiscoveryInfo,
"mesos.v1.DomainInfo": mesos.v1.DomainInfo,
"mesos.v1.DomainInfo.FaultDomain": mesos.v1.DomainInfo.FaultDomain,
"mesos.v1.DomainInfo.FaultDomain.RegionInfo": mesos.v1.DomainInfo.FaultDomain.RegionInfo,
"mesos.v1.DomainInfo.FaultDomain.ZoneInfo": mesos.v1.DomainInfo.FaultDomain.ZoneInfo,
"mesos.v1.DrainConfig": mesos.v1.DrainConfig,
"mesos.v1.DrainInfo": mesos.v1.DrainInfo,
"mesos.v1.DurationInfo": mesos.v1.DurationInfo,
"mesos.v1.Environment": mesos.v1.Environment,
"mesos.v1.Environment.Variable": mesos.v1.Environment.Variable,
"mesos.v1.ExecutorID": mesos.v1.ExecutorID,
"mesos.v1.ExecutorInfo": mesos.v1.ExecutorInfo,
"mesos.v1.FileInfo": mesos.v1.FileInfo,
"mesos.v1.Filters": mesos.v1.Filters,
"mesos.v1.Flag": mesos.v1.Flag,
"mesos.v1.FrameworkID": mesos.v1.FrameworkID,
"mesos.v1.FrameworkInfo": mesos.v1.FrameworkInfo,
"mesos.v1.FrameworkInfo.Capability": mesos.v1.FrameworkInfo.Capability,
"mesos.v1.HealthCheck": mesos.v1.HealthCheck,
"mesos.v1.HealthCheck.HTTPCheckInfo": mesos.v1.HealthCheck.HTTPCheckInfo,
"mesos.v1.HealthCheck.TCPCheckInfo": mesos.v1.HealthCheck.TCPCheckInfo,
"mesos.v1.Image": mesos.v1.Image,
"mesos.v1.Image.Appc": mesos.v1.Image.Appc,
"mesos.v1.Image.Docker": mesos.v1.Image.Docker,
"mesos.v1.InverseOffer": mesos.v1.InverseOffer,
"mesos.v1.KillPolicy": mesos.v1.KillPolicy,
"mesos.v1.Label": mesos.v1.Label,
"mesos.v1.Labels": mesos.v1.Labels,
"mesos.v1.LinuxInfo": mesos.v1.LinuxInfo,
"mesos.v1.MachineID": mesos.v1.MachineID,
"mesos.v1.MachineInfo": mesos.v1.MachineInfo,
"mesos.v1.MasterInfo": mesos.v1.MasterInfo,
"mesos.v1.MasterInfo.Capability": mesos.v1.MasterInfo.Capability,
"mesos.v1.Metric": mesos.v1.Metric,
"mesos.v1.MountPropagation": mesos.v1.MountPropagation,
"mesos.v1.NetworkInfo": mesos.v1.NetworkInfo,
"mesos.v1.NetworkInfo.IPAddress": mesos.v1.NetworkInfo.IPAddress,
"mesos.v1.NetworkInfo.PortMapping": mesos.v1.NetworkInfo.PortMapping,
"mesos.v1.Offer": mesos.v1.Offer,
"mesos.v1.Offer.Operation": mesos.v1.Offer.Operation,
"mesos.v1.Offer.Operation.Create": mesos.v1.Offer.Operation.Create,
"mesos.v1.Offer.Operation.CreateDisk": mesos.v1.Offer.Operation.CreateDisk,
"mesos.v1.Offer.Operation.Destroy": mesos.v1.Offer.Operation.Destroy,
"mesos.v1.Offer.Operation.DestroyDisk": mesos.v1.Offer.Operation.DestroyDisk,
"mesos.v1.Offer.Operation.GrowVolume": mesos.v1.Offer.Operation.GrowVolume,
"mesos.v1.Offer.Operation.Launch": mesos.v1.Offer.Operation.Launch,
"mesos.v1.Offer.Operation.LaunchGroup": mesos.v1.Offer.Operation.LaunchGroup,
"mesos.v1.Offer.Operation.Reserve": mesos.v1.Offer.Operation.Reserve,
"mesos.v1.Offer.Operation.ShrinkVolume": mesos.v1.Offer.Operation.ShrinkVolume,
"mesos.v1.Offer.Operation.Unreserve": mesos.v1.Offer.Operation.Unreserve,
"mesos.v1.OfferFilters": mesos.v1.OfferFilters,
"mesos.v1.OfferFilters.MinAllocatableResources": mesos.v1.OfferFilters.MinAllocatableResources,
"mesos.v1.OfferFilters.ResourceQuantities": mesos.v1.OfferFilters.ResourceQuantities,
"mesos.v1.OfferID": mesos.v1.OfferID,
"mesos.v1.Operation": mesos.v1.Operation,
"mesos.v1.OperationID": mesos.v1.OperationID,
"mesos.v1.OperationStatus": mesos.v1.OperationStatus,
"mesos.v1.Parameter": mesos.v1.Parameter,
"mesos.v1.Parameters": mesos.v1.Parameters,
"mesos.v1.Port": mesos.v1.Port,
"mesos.v1.Ports": mesos.v1.Ports,
"mesos.v1.RLimitInfo": mesos.v1.RLimitInfo,
"mesos.v1.RLimitInfo.RLimit": mesos.v1.RLimitInfo.RLimit,
"mesos.v1.RateLimit": mesos.v1.RateLimit,
"mesos.v1.RateLimits": mesos.v1.RateLimits,
"mesos.v1.Request": mesos.v1.Request,
"mesos.v1.Resource": mesos.v1.Resource,
"mesos.v1.Resource.AllocationInfo": mesos.v1.Resource.AllocationInfo,
"mesos.v1.Resource.DiskInfo": mesos.v1.Resource.DiskInfo,
"mesos.v1.Resource.DiskInfo.Persistence": mesos.v1.Resource.DiskInfo.Persistence,
"mesos.v1.Resource.DiskInfo.Source": mesos.v1.Resource.DiskInfo.Source,
"mesos.v1.Resource.DiskInfo.Source.Mount": mesos.v1.Resource.DiskInfo.Source.Mount,
"mesos.v1.Resource.DiskInfo.Source.Path": mesos.v1.Resource.DiskInfo.Source.Path,
"mesos.v1.Resource.ReservationInfo": mesos.v1.Resource.ReservationInfo,
"mesos.v1.Resource.RevocableInfo": mesos.v1.Resource.RevocableInfo,
"mesos.v1.Resource.SharedInfo": mesos.v1.Resource.SharedInfo,
"mesos.v1.ResourceProviderID": mesos.v1.ResourceProviderID,
"mesos.v1.ResourceStatistics": mesos.v1.ResourceStatistics,
"mesos.v1.Role": mesos.v1.Role,
"mesos.v1.SeccompInfo": mesos.v1.SeccompInfo,
"mesos.v1.Secret": mesos.v1.Secret,
"mesos.v1.Secret.Reference": mesos.v1.Secret.Reference,
"mesos.v1.Secret.Value": mesos.v1.Secret.Value,
"mesos.v1.TTYInfo": mesos.v1.TTYInfo,
"mesos.v1.TTYInfo.WindowSize": mesos.v1.TTYInfo.WindowSize,
"mesos.v1.Task": mesos.v1.Task,
"mesos.v1.TaskGroupInfo": mesos.v1.TaskGroupInfo,
"mesos.v1.TaskID": mesos.v1.TaskID,
"mesos.v1.TaskInfo": mesos.v1.TaskInfo,
"mesos.v1.TaskResourceLimitation": mesos.v1.TaskResourceLimitation,
"mesos.v1.TaskStatus": mesos.v1.TaskStatus,
"mesos.v1.TimeInfo": mesos.v1.TimeInfo,
"mesos.v1.URL": mesos.v1.URL,
"mesos.v1.UUID": mesos.v1.UUID,
"mesos.v1.Unavailability": mesos.v1.Unavailability,
"mesos.v1.Value": mesos.v1.Value,
"mesos.v1.Value.Range": mesos.v1.Value.Range,
"mesos.v1.Value.Ranges": mesos.v1.Value.Ranges,
"mesos.v1.Value.Scalar": mesos.v1.Value.Scalar,
"mesos.v1.Value.Set": mesos.v1.Value.Set,
"mesos.v1.Value.Text": mesos.v1.Value.Text,
"mesos.v1.VersionInfo": mesos.v1.VersionInfo,
"mesos.v1.Volume": mesos.v1.Volume,
"mesos.v1.Volume.Source": mesos.v1.Volume.Source,
"mesos.v1.Volume.Source.CSIVolume": mesos.v1.Volume.Source.CSIVolume,
"mesos.v1.Volume.Source.CSIVolume.StaticProvisioning": mesos.v1.Volume.Source.CSIVolume.StaticProvisioning,
"mesos.v1.Volume.Source.CSIVolume.VolumeCapability": mesos.v1.Volume.Source.CSIVolume.VolumeCapability,
"mesos.v1.Volume.Source.CSIVolume.VolumeCapability.AccessMode": mesos.v1.Volume.Source.CSIVolume.VolumeCapability.AccessMode,
"mesos.v1.Volume.Source.CSIVolume.VolumeCapability.BlockVolume": mesos.v1.Volume.Source.CSIVolume.VolumeCapability.BlockVolume,
"mesos.v1.Volume.Source.CSIVolume.VolumeCapability.MountVolume": mesos.v1.Volume.Source.CSIVolume.VolumeCapability.MountVolume,
"mesos.v1.Volume.Source.DockerVolume": mesos.v1.Volume.Source.DockerVolume,
"mesos.v1.Volume.Source.HostPath": mesos.v1.Volume.Source.HostPath,
"mesos.v1.Volume.Source.SandboxPath": mesos.v1.Volume.Source.SandboxPath,
"mesos.v1.WeightInfo": mesos.v1.WeightInfo,
"mesos.v1.agent.Call": mesos.v1.agent.Call,
"mesos.v1.agent.Call.AttachContainerInput": mesos.v1.agent.Call.AttachContainerInput,
"mesos.v1.agent.Call.AttachContainerOutput": mesos.v1.agent.Call.AttachContainerOutput,
"mesos.v1.agent.Call.GetContainers": mesos.v1.agent.Call.GetContainers,
"mesos.v1.agent.Call.GetMetrics": mesos.v1.agent.Call.GetMetrics,
"mesos.v1.agent.Call.KillContainer": mesos.v1.agent.Call.KillContainer,
"mesos.v1.agent.Call.KillNestedContainer": mesos.v1.agent.Call.KillNestedContainer,
"mesos.v1.agent.Call.LaunchContainer": mesos.v1.agent.Call.LaunchContainer,
"mesos.v1.agent.Call.LaunchNestedContainer": mesos.v1.agent.Call.LaunchNestedContainer,
"mesos.v1.agent.Call.LaunchNestedContainerSession": mesos.v1.agent.Call.LaunchNestedContainerSession,
"mesos.v1.agent.Call.ListFiles": mesos.v1.agent.Call.ListFiles,
"mesos.v1.agent.Call.PruneImages": mesos.v1.agent.Call.PruneImages,
"mesos.v1.agent.Call.ReadFile": mesos.v1.agent.Call.ReadFile,
"mesos.v1.agent.Call.RemoveContainer": mesos.v1.agent.Call.RemoveContainer,
"mesos.v1.agent.Call.RemoveNestedContainer": mesos.v1.agent.Call.RemoveNestedContainer,
"mesos.v1.agent.Call.SetLoggingLevel": mesos.v1.agent.Call.SetLoggingLevel,
"mesos.v1.agent.Call.WaitContainer": mesos.v1.agent.Call.WaitContainer,
"mesos.v1.agent.Call.WaitNestedContainer": mesos.v1.agent.Call.WaitNestedContainer,
"mesos.v1.agent.ProcessIO": mesos.v1.agent.ProcessIO,
"mesos.v1.agent.ProcessIO.Control": mesos.v1.agent.ProcessIO.Control,
"mesos.v1.agent.ProcessIO.Control.Heartbeat": mesos.v1.agent.ProcessIO.Control.Heartbeat,
"mesos.v1.agent.ProcessIO.Data": mesos.v1.agent.ProcessIO.Data,
"mesos.v1.agent.Response": mesos.v1.agent.Response,
"mesos.v1.agent.Response.GetAgent": mesos.v1.agent.Response.GetAgent,
"mesos.v1.agent.Response.GetContainers": mesos.v1.agent.Response.GetContainers,
"mesos.v1.agent.Response.GetContainers.Container": mesos.v1.agent.Response.GetContainers.Container,
"mesos.v1.agent.Response.GetExecutors": mesos.v1.agent.Response.GetExecutors,
"mesos.v1.agent.Response.GetExecutors.Executor": mesos.v1.agent.Response.GetExecutors.Executor,
"mesos.v1.agent.Response.GetFlags": mesos.v1.agent.Response.GetFlags,
"mesos.v1.agent.Response.GetFrameworks": mesos.v1.agent.Response.GetFrameworks,
"mesos.v1.agent.Response.GetFrameworks.Framework": mesos.v1.agent.Response.GetFrameworks.Framework,
"mesos.v1.agent.Response.GetHealth": mesos.v1.agent.Response.GetHealth,
"mesos.v1.agent.Response.GetLoggingLevel": mesos.v1.agent.Response.GetLoggingLevel,
"mesos.v1.agent.Response.GetMetrics": mesos.v1.agent.Response.GetMetrics,
"mesos.v1.agent.Response.GetOperations": mesos.v1.agent.Response.GetOperations,
"mesos.v1.agent.Response.GetState": mesos.v1.agent.Response.GetState,
"mesos.v1.agent.Response.GetTasks": mesos.v1.agent.Response.GetTasks,
"mesos.v1.agent.Response.GetVersion": mesos.v1.agent.Response.GetVersion,
"mesos.v1.agent.Response.ListFiles": mesos.v1.agent.Response.ListFiles,
"mesos.v1.agent.Response.ReadFile": mesos.v1.agent.Response.ReadFile,
"mesos.v1.agent.Response.WaitContainer": mesos.v1.agent.Response.WaitContainer,
"mesos.v1.agent.Response.WaitNestedContainer": mesos.v1.agent.Response.WaitNestedContainer,
"mesos.v1.allocator.InverseOfferStatus": mesos.v1.allocator.InverseOfferStatus,
"mesos.v1.executor.Call": mesos.v1.executor.Call,
"mesos.v1.executor.Call.Message": mesos.v1.executor.Call.Message,
"mesos.v1.executor.Call.Subscribe": mesos.v1.executor.Call.Subscribe,
"mesos.v1.executor.Call.Update": mesos.v1.executor.Call.Update,
"mesos.v1.executor.Event": mesos.v1.executor.Event,
"mesos.v1.executor.Event.Acknowledged": mesos.v1.executor.Event.Acknowledged,
"mesos.v1.executor.Event.Error": mesos.v1.executor.Event.Error,
"mesos.v1.executor.Event.Kill": mesos.v1.executor.Event.Kill,
"mesos.v1.executor.Event.Launch": mesos.v1.executor.Event.Launch,
"mesos.v1.executor.Event.LaunchGroup": mesos.v1.executor.Event.LaunchGroup,
"mesos.v1.executor.Event.Message": mesos.v1.executor.Event.Message,
"mesos.v1.executor.Event.Subscribed": mesos.v1.executor.Event.Subscribed,
"mesos.v1.maintenance.ClusterStatus": mesos.v1.maintenance.ClusterStatus,
"mesos.v1.maintenance.ClusterStatus.DrainingMachine": mesos.v1.maintenance.ClusterStatus.DrainingMachine,
"mesos.v1.maintenance.Schedule": mesos.v1.maintenance.Schedule,
"mesos.v1.maintenance.Window": mesos.v1.maintenance.Window,
"mesos.v1.master.Call": mesos.v1.master.Call,
"mesos.v1.master.Call.CreateVolumes": mesos.v1.master.Call.CreateVolumes,
"mesos.v1.master.Call.DeactivateAgent": mesos.v1.master.Call.DeactivateAgent,
"mesos.v1.master.Call.DestroyVolumes": mesos.v1.master.Call.DestroyVolumes,
"mesos.v1.master.Call.DrainAgent": mesos.v1.master.Call.DrainAgent,
"mesos.v1.master.Call.GetMetrics": mesos.v1.master.Call.GetMetrics,
"mesos.v1.master.Call.GrowVolume": mesos.v1.master.Call.GrowVolume,
"mesos.v1.master.Call.ListFiles": mesos.v1.master.Call.ListFiles,
"mesos.v1.master.Call.MarkAgentGone": mesos.v1.master.Call.MarkAgentGone,
"mesos.v1.master.Call.ReactivateAgent": mesos.v1.master.Call.ReactivateAgent,
"mesos.v1.master.Call.ReadFile": mesos.v1.master.Call.ReadFile,
"mesos.v1.master.Call.RemoveQuota": mesos.v1.master.Call.RemoveQuota,
"mesos.v1.master.Call.ReserveResources": mesos.v1.master.Call.ReserveResources,
"mesos.v1.master.Call.SetLoggingLevel": mesos.v1.master.Call.SetLoggingLevel,
"mesos.v1.master.Call.SetQuota": mesos.v1.master.Call.SetQuota,
"mesos.v1.master.Call.ShrinkVolume": mesos.v1.master.Call.ShrinkVolume,
"mesos.v1.master.Call.StartMaintenance": mesos.v1.master.Call.StartMaintenance,
"mesos.v1.master.Call.StopMaintenance": mesos.v1.master.Call.StopMaintenance,
"mesos.v1.master.Call.Teardown": mesos.v1.master.Call.Teardown,
"mesos.v1.master.Call.UnreserveResources": mesos.v1.master.Call.UnreserveResources,
"mesos.v1.master.Call.UpdateMaintenanceSchedule": mesos.v1.master.Call.UpdateMaintenanceSchedule,
"mesos.v1.master.Call.UpdateQuota": mesos.v1.master.Call.UpdateQuota,
"mesos.v1.master.Call.UpdateWeights": mesos.v1.master.Call.UpdateWeights,
"mesos.v1.master.Event": mesos.v1.master.Event,
"mesos.v1.master.Event.AgentAdded": mesos.v1.master.Event.AgentAdded,
"mesos.v1.master.Event.AgentRemoved": mesos.v1.master.Event.AgentRemoved,
"mesos.v1.master.Event.FrameworkAdded": mesos.v1.master.Event.FrameworkAdded,
"mesos.v1.master.Event.FrameworkRemoved": mesos.v1.master.Event.FrameworkRemoved,
"mesos.v1.master.Event.FrameworkUpdated": mesos.v1.master.Event.FrameworkUpdated,
"mesos.v1.master.Event.Subscribed": mesos.v1.master.Event.Subscribed,
"mesos.v1.master.Event.TaskAdded": mesos.v1.master.Event.TaskAdded,
"mesos.v1.master.Event.TaskUpdated": mesos.v1.master.Event.TaskUpdated,
"mesos.v1.master.Response": mesos.v1.master.Response,
"mesos.v1.master.Response.GetAgents": mesos.v1.master.Response.GetAgents,
"mesos.v1.master.Response.GetAgents.Agent": mesos.v1.master.Response.GetAgents.Agent,
"mesos.v1.master.Response.GetExecutors": mesos.v1.master.Response.GetExecutors,
"mesos.v1.master.Response.GetExecutors.Executor": mesos.v1.master.Response.GetExecutors.Executor,
"mesos.v1.master.Response.GetFlags": mesos.v1.master.Response.GetFlags,
"mesos.v1.master.Response.GetFrameworks": mesos.v1.master.Response.GetFrameworks,
"mesos.v1.master.Response.GetFrameworks.Framework": mesos.v1.master.Response.GetFrameworks.Framework,
"mesos.v1.master.Response.GetHealth": mesos.v1.master.Response.GetHealth,
"mesos.v1.master.Response.GetLoggingLevel": mesos.v1.master.Response.GetLoggingLevel,
"mesos.v1.master.Response.GetMaintenanceSchedule": mesos.v1.master.Response.GetMaintenanceSchedule,
"mesos.v1.master.Response.GetMaintenanceStatus": mesos.v1.master.Response.GetMaintenanceStatus,
"mesos.v1.master.Response.GetMaster": mesos.v1.master.Response.GetMaster,
"mesos.v1.master.Response.GetMetrics": mesos.v1.master.Response.GetMetrics,
"mesos.v1.master.Response.GetOperations": mesos.v1.master.Response.GetOperations,
"mesos.v1.master.Response.GetQuota": mesos.v1.master.Response.GetQuota,
"mesos.v1.master.Response.GetRoles": mesos.v1.master.Response.GetRoles,
"mesos.v1.master.Response.GetState": mesos.v1.master.Response.GetState,
"mesos.v1.master.Response.GetTasks": mesos.v1.master.Response.GetTasks,
"mesos.v1.master.Response.GetVersion": mesos.v1.master.Response.GetVersion,
"mesos.v1.master.Response.GetWeights": mesos.v1.master.Response.GetWeights,
"mesos.v1.master.Response.ListFiles": mesos.v1.master.Response.ListFiles,
"mesos.v1.master.Response.ReadFile": mesos.v1.master.Response.ReadFile,
"mesos.v1.quota.QuotaConfig": mesos.v1.quota.QuotaConfig,
"mesos.v1.quota.QuotaInfo": mesos.v1.quota.QuotaInfo,
"mesos.v1.quota.QuotaRequest": mesos.v1.quota.QuotaRequest,
"mesos.v1.quota.QuotaStatus": mesos.v1.quota.QuotaStatus,
"mesos.v1.scheduler.APIResult": mesos.v1.scheduler.APIResult,
"mesos.v1.scheduler.AttributeConstraint": mesos.v1.scheduler.AttributeConstraint,
"mesos.v1.scheduler.AttributeConstraint.Predicate": mesos.v1.scheduler.AttributeConstraint.Predicate,
"mesos.v1.scheduler.AttributeConstraint.Predicate.Exists": mesos.v1.scheduler.AttributeConstraint.Predicate.Exists,
"mesos.v1.scheduler.AttributeConstraint.Predicate.NotExists": mesos.v1.scheduler.AttributeConstraint.Predicate.NotExists,
"mesos.v1.scheduler.AttributeConstraint.Predicate.TextEquals": mesos.v1.scheduler.AttributeConstraint.Predicate.TextEquals,
"mesos.v1.scheduler.AttributeConstraint.Predicate.TextMatches": mesos.v1.scheduler.AttributeConstraint.Predicate.TextMatches,
"mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotEquals": mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotEquals,
"mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotMatches": mesos.v1.scheduler.AttributeConstraint.Predicate.TextNotMatches,
"mesos.v1.scheduler.AttributeConstraint.Selector": mesos.v1.scheduler.AttributeConstraint.Selector,
"mesos.v1.scheduler.Call": mesos.v1.scheduler.Call,
"mesos.v1.scheduler.Call.Accept": mesos.v1.scheduler.Call.Accept,
"mesos.v1.scheduler.Call.AcceptInverseOffers": mesos.v1.scheduler.Call.AcceptInverseOffers,
"mesos.v1.scheduler.Call.Acknowledge": mesos.v1.scheduler.Call.Acknowledge,
"mesos.v1.scheduler.Call.AcknowledgeOperationStatus": mesos.v1.scheduler.Call.AcknowledgeOperationStatus,
"mesos.v1.scheduler.Call.Decline": mesos.v1.scheduler.Call.Decline,
"mesos.v1.scheduler.Call.DeclineInverseOffers": mesos.v1.scheduler.Call.DeclineInverseOffers,
"mesos.v1.scheduler.Call.Kill": mesos.v1.scheduler.Call.Kill,
"mesos.v1.scheduler.Call.Message": mesos.v1.scheduler.Call.Message,
"mesos.v1.scheduler.Call.Reconcile": mesos.v1.scheduler.Call.Reconcile,
"mesos.v1.scheduler.Call.Reconcile.Task": mesos.v1.scheduler.Call.Reconcile.Task,
"mesos.v1.scheduler.Call.ReconcileOperations": mesos.v1.scheduler.Call.ReconcileOperations,
"mesos.v1.scheduler.Call.ReconcileOperations.Operation": mesos.v1.scheduler.Call.ReconcileOperations.Operation,
"mesos.v1.scheduler.Call.Request": mesos.v1.scheduler.Call.Request,
"mesos.v1.scheduler.Call.Revive": mesos.v1.scheduler.Call.Revive,
"mesos.v1.scheduler.Call.Shutdown": mesos.v1.scheduler.Call.Shutdown,
"mesos.v1.scheduler.Call.Subscribe": mesos.v1.scheduler.Call.Subscribe,
"mesos.v1.scheduler.Call.Suppress": mesos.v1.scheduler.Call.Suppress,
"mesos.v1.scheduler.Call.UpdateFramework": mesos.v1.scheduler.Call.UpdateFramework,
"mesos.v1.scheduler.Event": mesos.v1.scheduler.Event,
"mesos.v1.scheduler.Event.Error": mesos.v1.scheduler.Event.Error,
"mesos.v1.scheduler.Event.Failure": mesos.v1.scheduler.Event.Failure,
"mesos.v1.scheduler.Event.InverseOffers": mesos.v1.scheduler.Event.InverseOffers,
"mesos.v1.scheduler.Event.Message": mesos.v1.scheduler.Event.Message,
"mesos.v1.scheduler.Event.Offers": mesos.v1.scheduler.Event.Offers,
"mesos.v1.scheduler.Event.Rescind": mesos.v1.scheduler.Event.Rescind,
"mesos.v1.scheduler.Event.RescindInverseOffer": mesos.v1.scheduler.Event.RescindInverseOffer,
"mesos.v1.scheduler.Event.Subscribed": mesos.v1.scheduler.Event.Subscribed,
"mesos.v1.scheduler.Event.Update": mesos.v1.scheduler.Event.Update,
"mesos.v1.scheduler.Event.UpdateOperationStatus": mesos.v1.scheduler.Event.UpdateOperationStatus,
"mesos.v1.scheduler.OfferConstraints": mesos.v1.scheduler.OfferConstraints,
"mesos.v1.scheduler.OfferConstraints.RoleConstraints": mesos.v1.scheduler.OfferConstraints.RoleConstraints,
"mesos.v1.scheduler.OfferConstraints.RoleConstraints.Group": mesos.v1.scheduler.OfferConstraints.RoleConstraints.Group,
"mesos.v1.scheduler.Response": mesos.v1.scheduler.Response,
"mesos.v1.scheduler.Response.ReconcileOperations": mesos.v1.scheduler.Response.ReconcileOperations,
};
