#include "gateway/result_json.hpp"

#include "gateway/inference/json_number.hpp"
#include "http/json_text.hpp"
#include "messages/identifiers.hpp"
#include "site/answer.hpp"

namespace medisc {
namespace {

std::string number(double value) {
  std::string text;
  append_number(text, value);
  return text;
}

template <class Values, class Write>
std::string list(const Values& values, Write write) {
  std::string json = "[";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) json += ",";
    json += write(i);
  }
  return json + "]";
}

std::string numbers(const std::vector<double>& values) {
  return list(values, [&](std::size_t i) { return number(values[i]); });
}

std::string texts(const std::vector<std::string>& values) {
  return list(values, [&](std::size_t i) { return json_quoted(values[i]); });
}

struct ByTask {
  const Plan& plan;
  const std::vector<std::string>& labels;

  std::string operator()(const ClassAnswer& answer) const {
    std::string json = "\"label\":" + json_quoted(answer.label);
    if (answer.softmax.empty()) return json;
    json += ",\"probability\":" + number(answer.softmax[answer.index]) + ",\"classes\":";
    return json + list(labels, [&](std::size_t i) {
             return "{\"label\":" + json_quoted(labels[i]) +
                    ",\"probability\":" + number(answer.softmax[i]) + "}";
           });
  }
  std::string operator()(const BinaryAnswer& answer) const {
    std::string json = "\"label\":" + json_quoted(answer.label) +
                       ",\"positive\":" + (answer.positive ? "true" : "false") +
                       ",\"threshold\":" + number(plan.manifest.outcome.thresholds.front());
    if (answer.probability) json += ",\"probability\":" + number(*answer.probability);
    return json;
  }
  std::string operator()(const FindingsAnswer& answer) const {
    return "\"findings\":" + list(labels, [&](std::size_t i) {
             return "{\"label\":" + json_quoted(labels[i]) +
                    ",\"probability\":" + number(answer.probabilities[i]) +
                    ",\"threshold\":" + number(plan.manifest.outcome.thresholds[i]) +
                    ",\"positive\":" + (answer.positive[i] ? "true" : "false") + "}";
           });
  }
  std::string operator()(const NumberAnswer& answer) const {
    return "\"values\":" + numbers(answer.values) + ",\"unit\":" + json_quoted(answer.unit) +
           ",\"labels\":" + texts(labels);
  }
  std::string operator()(const MapAnswer& answer) const {
    const std::vector<std::uint32_t>& shape = plan.manifest.outcome.shape;
    const std::vector<std::uint32_t> places(shape.begin() + 1, shape.end());
    return "\"map\":{\"shape\":" +
           list(places, [&](std::size_t i) { return std::to_string(places[i]); }) +
           ",\"labels\":" + texts(labels) + ",\"shares\":" + numbers(answer.shares) +
           ",\"classes\":" +
           list(answer.classes,
                [&](std::size_t i) { return std::to_string(answer.classes[i]); }) +
           "}";
  }
};

double share(std::uint32_t millionths) {
  return static_cast<double>(millionths) / 1e6;
}

}  // namespace

std::string outcome_json(const Plan& plan, const std::vector<std::int64_t>& logits) {
  const Answer answer = answer_of(plan, logits);
  const std::vector<std::string> labels = labels_of(plan);
  return "{\"outcome\":" + json_quoted(to_text(plan, answer)) +
         ",\"task\":" + json_quoted(task_name(task_of(plan))) + "," +
         std::visit(ByTask{plan, labels}, answer) + "}";
}

std::string fidelity_json(const Plan& plan) {
  const FidelitySummary& fidelity = plan.fidelity;
  if (!fidelity.measured()) return "null";
  const bool drawn = fidelity.samples == 0;
  return "{\"agreement\":" + number(share(fidelity.agreement)) +
         ",\"p99\":" + number(share(fidelity.p99)) +
         ",\"largest\":" + number(share(fidelity.largest)) +
         ",\"records\":" + std::to_string(drawn ? fidelity.drawn : fidelity.samples) +
         ",\"drawn\":" + (drawn ? "true" : "false") + "}";
}

std::string costs_json(const SessionCosts& costs) {
  return "{\"flights\":" + std::to_string(costs.flights) +
         ",\"bytes_up\":" + std::to_string(costs.payload_up) +
         ",\"bytes_down\":" + std::to_string(costs.payload_down) +
         ",\"wire_up\":" + std::to_string(costs.wire_up) +
         ",\"wire_down\":" + std::to_string(costs.wire_down) +
         ",\"online_ms\":" + number(static_cast<double>(costs.online_us) / 1000) + "}";
}

std::string model_json(const OfferedModel& model, const Plan& plan) {
  const std::vector<RecordPart>& parts = plan.manifest.parts;
  const std::string inputs = list(parts, [&](std::size_t i) {
    const RecordPart& part = parts[i];
    return "{\"name\":" + json_quoted(part.name) +
           ",\"layout\":" + json_quoted(layout_name(part.layout)) + ",\"shape\":" +
           list(part.shape, [&](std::size_t d) { return std::to_string(part.shape[d]); }) +
           ",\"features\":" + texts(part.features) + ",\"units\":" + texts(part.units) + "}";
  });
  return "{\"model\":" + json_quoted(model.model) +
         ",\"version\":" + json_quoted(plan.manifest.version) +
         ",\"service\":" + json_quoted(model.service) +
         ",\"plan\":" + json_quoted(to_hex(model.plan_hash)) +
         ",\"task\":" + json_quoted(task_name(task_of(plan))) +
         ",\"labels\":" + texts(labels_of(plan)) + ",\"inputs\":" + inputs +
         ",\"features\":" + std::to_string(plan.input.features) +
         ",\"prepared\":" + std::to_string(model.prepared) +
         ",\"delivered\":" + std::to_string(model.delivered) +
         ",\"low\":" + std::to_string(model.low) + ",\"high\":" + std::to_string(model.high) +
         ",\"bundle_us\":" + (model.pace_us < 0 ? "null" : std::to_string(model.pace_us)) +
         ",\"fidelity\":" + fidelity_json(plan) + "}";
}

}  // namespace medisc
