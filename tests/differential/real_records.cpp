#include "tests/differential/real_records.hpp"

#include <cmath>

#include "tests/differential/exact_steps.hpp"

namespace medisc::test {

std::vector<double> real_record(const InputEncoding& input, double reach, bool corner,
                                Chance& chance) {
  std::vector<double> record;
  for (std::uint32_t i = 0; i < input.features; ++i) {
    const double end = reach * std::ldexp(1.0, input.range_of(i));
    double x = corner ? chance.one_of({-end, end}) : chance.real(-end, end);
    if (!input.centre.empty()) {
      x = input.centre[input.run_of(i)] + x / input.factor[input.run_of(i)];
    }
    record.push_back(x);
  }
  return record;
}

std::vector<std::int64_t> driven_record(const DrawnPlan& drawn, Chance& chance) {
  const Plan& plan = drawn.plan;
  const auto step = chance.pick(0, static_cast<std::uint32_t>(plan.steps.size()) - 1);
  const auto element =
      chance.pick(0, static_cast<std::uint32_t>(result_size(plan.steps[step])) - 1);
  const std::int64_t end = std::int64_t{1} << plan.input.bits;
  const bool downwards = chance.one_in(2);
  std::vector<std::int64_t> record(plan.input.features);
  for (std::int64_t& x : record) x = chance.one_of({-end, end});
  const auto reached = [&]() -> Wide {
    const auto steps = exact_steps(plan, drawn.weights, record);
    if (!steps) return 0;
    return downwards ? -(*steps)[step][element] : (*steps)[step][element];
  };
  Wide most = reached();
  for (std::int64_t& x : record) {
    x = -x;
    const Wide now = reached();
    if (now >= most) {
      most = now;
    } else {
      x = -x;
    }
  }
  return record;
}

}  // namespace medisc::test
