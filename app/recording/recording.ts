import type { Config } from "../../config/loading/config.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { openRecording, type RecordingFiles } from "./recording-files.ts";

/** The recording of a scheduler, as configured; what is switched at a reload holds from the next call on. */
export function recordingOf(
  settings: { readonly config: Config },
  { log, metrics }: { readonly log: Logger; readonly metrics: Metrics },
): RecordingFiles {
  const recording = openRecording({
    settings: () => settings.config.recording,
    nowMs: Date.now,
    report: (cause) => {
      if (cause === undefined) log.info("decisions are recorded again", { event: "recording.goes_on" });
      else
        log.warn("decisions are not recorded for now; everything else goes on", {
          event: "recording.paused",
          cause,
          mend: "free space below recording.directory or raise recording.maxSize; it is tried again after 10 minutes",
        });
    },
  });
  metrics.readRecording(() => recording.status());
  return recording;
}
