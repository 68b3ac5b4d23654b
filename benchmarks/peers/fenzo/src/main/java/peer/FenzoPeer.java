package peer;

import com.netflix.fenzo.SchedulingResult;
import com.netflix.fenzo.TaskAssignmentResult;
import com.netflix.fenzo.TaskRequest;
import com.netflix.fenzo.TaskScheduler;
import com.netflix.fenzo.VMAssignmentResult;
import com.netflix.fenzo.VirtualMachineLease;
import com.netflix.fenzo.plugins.BinPackingFitnessCalculators;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fills an empty cluster with Fenzo: passes over so many tasks each, from a queue in the order of the input; a task that
 * found no host goes to the queue's end. It stops when a whole round of the queue started nothing, or when time is over.
 *
 * Arguments: INPUT OUTPUT TASKS_PER_PASS SECONDS GOOD_ENOUGH. Lines of INPUT are
 * `A host cpus mem disk gpus firstPort lastPort key=value...` and `J job cpus mem gpus ports constraint...`;
 * lines of OUTPUT `S job host` in the order of starts and `P nanoseconds tasks starts` after each pass.
 */
public final class FenzoPeer {
  public static void main(String[] args) throws IOException {
    int perPass = Integer.parseInt(args[2]);
    long nanosMax = (long) (Double.parseDouble(args[3]) * 1e9);
    double goodEnough = Double.parseDouble(args[4]);
    Map<String, Host> hosts = new LinkedHashMap<>();
    ArrayDeque<Task> queue = new ArrayDeque<>();
    read(Path.of(args[0]), hosts, queue);

    TaskScheduler scheduler =
        new TaskScheduler.Builder()
            .withFitnessCalculator(BinPackingFitnessCalculators.cpuMemBinPacker)
            .withFitnessGoodEnoughFunction(fitness -> fitness >= goodEnough)
            .withLeaseOfferExpirySecs(1_000_000)
            .withLeaseRejectAction(lease -> {})
            .disableShortfallEvaluation()
            .build();
    List<VirtualMachineLease> leases = new ArrayList<>();
    for (Host host : hosts.values()) leases.add(host.offer());

    long usedNanos = 0;
    int sinceStart = 0;
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(Path.of(args[1])))) {
      while (!queue.isEmpty() && sinceStart < queue.size() && usedNanos < nanosMax) {
        List<TaskRequest> pass = new ArrayList<>(perPass);
        for (int n = 0; n < perPass && !queue.isEmpty(); n += 1) pass.add(queue.poll());
        long began = System.nanoTime();
        SchedulingResult result = scheduler.scheduleOnce(pass, leases);
        for (VMAssignmentResult assigned : result.getResultMap().values()) {
          for (TaskAssignmentResult one : assigned.getTasksAssigned()) {
            scheduler.getTaskAssigner().call(one.getRequest(), assigned.getHostname());
          }
        }
        long took = System.nanoTime() - began;
        if (!result.getExceptions().isEmpty()) throw new IllegalStateException(result.getExceptions().get(0));
        usedNanos += took;
        // What is left of a host comes back as a new offer, as from a master.
        leases = new ArrayList<>();
        int starts = 0;
        for (VMAssignmentResult assigned : result.getResultMap().values()) {
          Host host = hosts.get(assigned.getHostname());
          for (TaskAssignmentResult one : assigned.getTasksAssigned()) {
            Task task = (Task) one.getRequest();
            host.take(task, one.getAssignedPorts());
            task.started = true;
            starts += 1;
            out.println("S " + task.id + " " + host.name);
          }
          leases.add(host.offer());
        }
        for (TaskRequest task : pass) if (!((Task) task).started) queue.add((Task) task);
        sinceStart = starts == 0 ? sinceStart + pass.size() : 0;
        out.println("P " + took + " " + pass.size() + " " + starts);
      }
    }
    System.exit(0); // its threads would wait for more
  }

  private static void read(Path path, Map<String, Host> hosts, ArrayDeque<Task> queue) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(path)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        if (words[0].equals("A")) hosts.put(words[1], new Host(words));
        else queue.add(new Task(words, Arrays.asList(words).subList(6, words.length)));
      }
    }
  }

  private FenzoPeer() {}
}
