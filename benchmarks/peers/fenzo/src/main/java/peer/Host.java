package peer;

import com.netflix.fenzo.VirtualMachineLease;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.mesos.Protos;

/** A host and what of it is free. */
final class Host {
  final String name;
  private double cpus;
  private double memory;
  private final double disk;
  private double gpus;
  private final TreeSet<Integer> ports = new TreeSet<>();
  private final Map<String, Protos.Attribute> attributes = new HashMap<>();
  private int offers = 0;

  Host(String[] words) {
    name = words[1];
    cpus = Double.parseDouble(words[2]);
    memory = Double.parseDouble(words[3]);
    disk = Double.parseDouble(words[4]);
    gpus = Double.parseDouble(words[5]);
    for (int port = Integer.parseInt(words[6]); port <= Integer.parseInt(words[7]); port += 1) ports.add(port);
    for (String word : Arrays.asList(words).subList(8, words.length)) {
      String[] pair = word.split("=");
      attributes.put(
          pair[0],
          Protos.Attribute.newBuilder()
              .setName(pair[0])
              .setType(Protos.Value.Type.TEXT)
              .setText(Protos.Value.Text.newBuilder().setValue(pair[1]))
              .build());
    }
  }

  void take(Task task, List<Integer> assignedPorts) {
    cpus -= task.cpus;
    memory -= task.memory;
    gpus -= task.gpus;
    ports.removeAll(assignedPorts);
  }

  VirtualMachineLease offer() {
    offers += 1;
    Map<String, Double> scalars = new HashMap<>();
    scalars.put("gpus", gpus);
    return new Lease(name + "-" + offers, name, cpus, memory, disk, ranges(), attributes, scalars);
  }

  private List<VirtualMachineLease.Range> ranges() {
    List<VirtualMachineLease.Range> ranges = new ArrayList<>();
    int first = -1;
    int last = -1;
    for (int port : ports) {
      if (port != last + 1) {
        if (first >= 0) ranges.add(new VirtualMachineLease.Range(first, last));
        first = port;
      }
      last = port;
    }
    if (first >= 0) ranges.add(new VirtualMachineLease.Range(first, last));
    return ranges;
  }

  private record Lease(
      String id,
      String host,
      double cpus,
      double memory,
      double disk,
      List<Range> ranges,
      Map<String, Protos.Attribute> attributes,
      Map<String, Double> scalars)
      implements VirtualMachineLease {
    public String getId() {
      return id;
    }

    public long getOfferedTime() {
      return 0;
    }

    public String hostname() {
      return host;
    }

    public String getVMID() {
      return host;
    }

    public double cpuCores() {
      return cpus;
    }

    public double memoryMB() {
      return memory;
    }

    public double networkMbps() {
      return 0;
    }

    public double diskMB() {
      return disk;
    }

    public List<Range> portRanges() {
      return ranges;
    }

    public Protos.Offer getOffer() {
      return null;
    }

    public Map<String, Protos.Attribute> getAttributeMap() {
      return attributes;
    }

    public Double getScalarValue(String name) {
      return scalars.get(name);
    }

    public Map<String, Double> getScalarValues() {
      return scalars;
    }
  }
}
