package peer;

import com.netflix.fenzo.ConstraintEvaluator;
import com.netflix.fenzo.TaskRequest;
import com.netflix.fenzo.VMTaskFitnessCalculator;
import com.netflix.fenzo.plugins.HostAttrValueConstraint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class Task implements TaskRequest {
  final String id;
  final double cpus;
  final double memory;
  final double gpus;
  boolean started = false;
  private final int ports;
  private final List<ConstraintEvaluator> constraints = new ArrayList<>();
  private final Map<String, Double> scalars = new HashMap<>();
  private AssignedResources assigned;

  Task(String[] words, List<String> terms) {
    id = words[1];
    cpus = Double.parseDouble(words[2]);
    memory = Double.parseDouble(words[3]);
    gpus = Double.parseDouble(words[4]);
    ports = Integer.parseInt(words[5]);
    if (gpus > 0) scalars.put("gpus", gpus);
    for (String term : terms) {
      String[] pair = term.split("=");
      constraints.add(new HostAttrValueConstraint(pair[0], task -> pair[1]));
    }
  }

  public String getId() {
    return id;
  }

  public String taskGroupName() {
    return "";
  }

  public double getCPUs() {
    return cpus;
  }

  public double getMemory() {
    return memory;
  }

  public double getNetworkMbps() {
    return 0;
  }

  public double getDisk() {
    return 0;
  }

  public int getPorts() {
    return ports;
  }

  public Map<String, Double> getScalarRequests() {
    return scalars;
  }

  public Map<String, NamedResourceSetRequest> getCustomNamedResources() {
    return Collections.emptyMap();
  }

  public List<? extends ConstraintEvaluator> getHardConstraints() {
    return constraints;
  }

  public List<? extends VMTaskFitnessCalculator> getSoftConstraints() {
    return Collections.emptyList();
  }

  public void setAssignedResources(AssignedResources resources) {
    assigned = resources;
  }

  public AssignedResources getAssignedResources() {
    return assigned;
  }
}
