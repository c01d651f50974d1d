// Requests for inference: what is read fits the plan, holds numbers alone, and can be answered.
#include <algorithm>
#include <cmath>
#include <string>

#include "fuzz/harness.hpp"
#include "fuzz/input.hpp"
#include "gateway/inference/infer_response.hpp"
#include "gateway/inference/tensors.hpp"
#include "tests/gateway/plans.hpp"

namespace medisc::fuzz {
namespace {

Plan plan_at(std::uint8_t which) {
  switch (which % 5) {
    case 0:
      return test::plan_of(TaskKind::kClasses, {"no", "yes"});
    case 1:
      return test::image_plan(false);
    case 2:
      return test::image_plan(true);
    case 3:
      return test::plan_of(TaskKind::kBinary, {}, {0.5});
    default:
      return test::plan_of(TaskKind::kFindings, {"a", "b"}, {0.5, 0.25});
  }
}

std::size_t elements_in(const std::vector<std::vector<std::uint32_t>>& shapes) {
  std::size_t all = 0;
  for (const auto& shape : shapes) all += elements_of(shape);
  return all;
}

void check(const Plan& plan, const InferRequest& request, const InferLimits& limits) {
  require(!request.records.empty() && request.records.size() <= limits.records,
          "there are records, and not too many");
  require(request.shapes.size() == input_tensors(plan).size(), "each part has a shape");
  std::size_t values = 0;
  for (const auto& record : request.records) {
    require(record.size() == elements_in(request.shapes), "a record is as long as its shapes");
    require(std::ranges::all_of(record, [](double value) { return std::isfinite(value); }),
            "a record holds finite numbers");
    values += record.size();
  }
  require(values <= limits.values, "there are not too many values");
  require(!request.outputs.empty(), "something is wanted");
}

/// Of results that are all 0.
void answer(const Plan& plan, const InferRequest& request) {
  const std::vector<double> logits(2, 0.0);
  const std::vector<InferResult> results(request.records.size(),
                                         {logits, answer_of_results(plan, logits)});
  const HttpResponse response = render_infer_response(plan, request, {"m", "1", {}}, results);
  require(response.status == 200 && response.body.starts_with("{"), "an answer is JSON");
  const auto length = response.headers.get("Inference-Header-Content-Length");
  require(!length || std::stoul(std::string(*length)) <= response.body.size(),
          "an answer's JSON is part of it");
}

}  // namespace
}  // namespace medisc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace medisc;
  using namespace medisc::fuzz;
  Input input(data, size);
  const Plan plan = plan_at(input.byte());
  const auto header = as_text(input.part());
  const auto body = as_text(input.rest());
  const InferLimits limits{8, 4096};
  const auto request = parse_infer_request(
      plan, body, header.empty() ? std::nullopt : std::optional(header), limits);
  if (!request) {
    require(request.error().code == ErrorCode::kBadInput, "a bad request is bad input");
    return 0;
  }
  check(plan, *request, limits);
  answer(plan, *request);
  return 0;
}
