#include "tests/differential/records.hpp"

#include "plan/reference.hpp"
#include "tests/differential/chance.hpp"

namespace medisc::test {

std::vector<std::int64_t> any_records(const Plan& plan, std::size_t batch, std::uint64_t seed) {
  Chance chance(seed);
  std::vector<std::int64_t> records(batch * plan.input.features);
  for (std::int64_t& value : records) value = static_cast<std::int64_t>(chance.bits());
  return records;
}

std::vector<std::int64_t> encoded_records(const Plan& plan, std::size_t batch,
                                          std::uint64_t seed) {
  Chance chance(seed);
  const std::int64_t end = std::int64_t{1} << plan.input.bits;
  std::vector<std::int64_t> records;
  for (std::size_t record = 0; record < batch; ++record) {
    const bool corner = chance.one_in(3);
    for (std::uint32_t i = 0; i < plan.input.features; ++i) {
      const auto inside =
          static_cast<std::int64_t>(chance.bits() % (2 * std::uint64_t(end) + 1)) - end;
      records.push_back(corner || chance.one_in(8) ? chance.one_of({-end, end}) : inside);
    }
  }
  return records;
}

std::vector<std::int64_t> reference_batch(const Plan& plan, const Weights& weights,
                                          std::span<const std::int64_t> records) {
  std::vector<std::int64_t> logits;
  const std::size_t features = plan.input.features;
  for (std::size_t at = 0; at < records.size(); at += features) {
    const auto one = reference(plan, weights, records.subspan(at, features));
    logits.insert(logits.end(), one.begin(), one.end());
  }
  return logits;
}

}  // namespace medisc::test
