#include "plan/plan.hpp"

#include <fmt/format.h>

namespace medisc {

std::uint32_t Plan::outputs() const {
  return steps.empty() ? 0 : static_cast<std::uint32_t>(result_size(steps.back()));
}

std::int32_t Plan::output_scale() const {
  return steps.empty() ? 0 : steps.back().scale;
}

std::uint32_t Plan::output_width() const {
  return steps.empty() ? 0 : result_width(steps.back());
}

std::vector<std::uint32_t> inputs_of(const Plan& plan, std::size_t index) {
  const std::vector<std::uint32_t>& inputs = plan.steps[index].inputs;
  if (!inputs.empty()) return inputs;
  return {static_cast<std::uint32_t>(index)};
}

std::string to_hex(const PlanHash& hash) {
  std::string text;
  for (const std::uint8_t byte : hash) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace medisc
