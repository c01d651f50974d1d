#include "messages/plan_codec.hpp"

#include <string>
#include <type_traits>

#include "messages/manifest_schema.hpp"
#include "messages/plan_steps_wire.hpp"
#include "messages/plan_wire.hpp"
#include "messages/segment.hpp"
#include "messages/wire_fields.hpp"

namespace medisc {
namespace wire {
namespace {

std::vector<double> read_numbers(capnp::List<double>::Reader in, const char* what) {
  check_at_most(what, in.size(), kMaxTensor);
  std::vector<double> numbers;
  for (const double number : in) numbers.push_back(number);
  return numbers;
}

medisc::InputEncoding read_encoding(InputEncoding::Reader in) {
  const auto ranges = in.getRangeLog2();
  check_at_most("input ranges", ranges.size(), kMaxTensor);
  medisc::InputEncoding encoding;
  encoding.features = in.getFeatures();
  encoding.bits = in.getBits();
  encoding.range_log2.reserve(ranges.size());
  for (const std::int32_t range : ranges) encoding.range_log2.push_back(range);
  encoding.centre = read_numbers(in.getCentre(), "input centres");
  encoding.factor = read_numbers(in.getFactor(), "input factors");
  return encoding;
}

}  // namespace

void write_plan(Plan::Builder out, const medisc::Plan& plan) {
  out.setRingBits(plan.ring_bits);
  auto input = out.initInput();
  input.setFeatures(plan.input.features);
  input.setBits(plan.input.bits);
  input.setRangeLog2(kj::arrayPtr(plan.input.range_log2.data(), plan.input.range_log2.size()));
  input.setCentre(kj::arrayPtr(plan.input.centre.data(), plan.input.centre.size()));
  input.setFactor(kj::arrayPtr(plan.input.factor.data(), plan.input.factor.size()));
  out.setOutput(static_cast<std::uint8_t>(plan.output));
  auto steps = out.initSteps(static_cast<unsigned>(plan.steps.size()));
  for (unsigned i = 0; i < steps.size(); ++i) {
    write_step(steps[i], plan.steps[i]);
  }
  write_fields(out.initManifest(), plan.manifest);
  write_fields(out.initFidelity(), plan.fidelity);
  write_list(out.initSplines(static_cast<unsigned>(plan.splines.size())), plan.splines);
  out.setWeightsTag(as_data(plan.weights_tag));
}

medisc::Plan read_plan(Plan::Reader in) {
  medisc::Plan plan;
  plan.ring_bits = in.getRingBits();
  plan.input = read_encoding(in.getInput());
  plan.output = static_cast<Output>(in.getOutput());
  const auto steps = in.getSteps();
  check_at_most("plan steps", steps.size(), kMaxSteps);
  for (const auto step : steps) plan.steps.push_back(read_step(step));
  plan.manifest = read_fields<medisc::Manifest>(in.getManifest());
  plan.fidelity = read_fields<medisc::FidelitySummary>(in.getFidelity());
  read_list(in.getSplines(), plan.splines, "splines", kMaxSteps);
  plan.weights_tag = read_exact<std::tuple_size_v<decltype(plan.weights_tag)>>(
      in.getWeightsTag(), "weights tag");
  if (auto valid = validate(plan); !valid) {
    throw Failure(Error{ErrorCode::kProtocol, valid.error().context, valid.error().hint});
  }
  return plan;
}

}  // namespace wire

Bytes encode_plan(const Plan& plan) {
  capnp::MallocMessageBuilder builder;
  auto root = builder.initRoot<wire::Plan>();
  wire::write_plan(root, plan);
  return wire::flatten(root.asReader());
}

Result<Plan> decode_plan(std::span<const std::uint8_t> bytes) {
  return wire::guarded([&] {
    wire::OpenSegment segment(bytes);
    return wire::read_plan(segment.root<wire::Plan>());
  });
}

}  // namespace medisc
