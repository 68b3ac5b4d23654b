/** Names a task over all frameworks: task ids are unique in their framework only. */
export function taskKey(frameworkId: string, taskId: string): string {
  return `${frameworkId}/${taskId}`; // neither may hold a slash
}
