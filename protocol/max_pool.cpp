#include "protocol/max_pool.hpp"

namespace medisc {
namespace {

/// The level's output: b + ReLU(a - b) for the pairs, then what passes.
template <RingWord Word>
std::vector<Word> level_output(const MaxLevel& level, std::span<const Word> x,
                               std::span<const Word> selected, std::size_t batch,
                               unsigned width) {
  const Word mask = width_mask<Word>(width);
  const std::size_t pairs = level.a.size();
  const std::size_t size = x.size() / batch;
  std::vector<Word> output;
  output.reserve(batch * (pairs + level.passed.size()));
  for (std::size_t r = 0; r < batch; ++r) {
    const Word* const record = x.data() + r * size;
    for (std::size_t i = 0; i < pairs; ++i) {
      output.push_back(static_cast<Word>(record[level.b[i]] + selected[r * pairs + i]) & mask);
    }
    for (const std::uint32_t index : level.passed) output.push_back(record[index]);
  }
  return output;
}

template <RingWord Word>
std::vector<Word> gathered(const std::vector<std::uint32_t>& indices, std::span<const Word> x,
                           std::size_t batch) {
  std::vector<Word> result;
  result.reserve(batch * indices.size());
  for (std::size_t r = 0; r < batch; ++r) {
    for (const std::uint32_t index : indices)
      result.push_back(x[r * (x.size() / batch) + index]);
  }
  return result;
}

}  // namespace

template <RingWord Word>
std::vector<Word> level_differences(const MaxLevel& level, std::span<const Word> x,
                                    std::size_t batch, unsigned width) {
  const Word mask = width_mask<Word>(width);
  const std::size_t size = x.size() / batch;
  std::vector<Word> differences;
  differences.reserve(batch * level.a.size());
  for (std::size_t r = 0; r < batch; ++r) {
    const Word* const record = x.data() + r * size;
    for (std::size_t i = 0; i < level.a.size(); ++i) {
      differences.push_back(static_cast<Word>(record[level.a[i]] - record[level.b[i]]) & mask);
    }
  }
  return differences;
}

template <RingWord Word>
Task<std::vector<Word>> max_pool_as_hospital(Link& link, const MaxPoolGate& gate,
                                             const std::vector<ReluMaterial<Word>>& material,
                                             const std::vector<ReluKnown<Word>>& ahead,
                                             std::vector<Word> x0, std::size_t batch) {
  for (std::size_t i = 0; i < gate.levels.size(); ++i) {
    const MaxLevel& level = gate.levels[i];
    const std::vector<Word> differences =
        level_differences<Word>(level, x0, batch, gate.step.width);
    auto relu = relu_as_hospital<Word>(link, level.relu, material[i], ahead[i], differences);
    const std::vector<Word> selected = co_await relu;
    x0 = level_output<Word>(level, x0, selected, batch, gate.step.width);
  }
  co_return gathered<Word>(gate.result, x0, batch);
}

template <RingWord Word>
Task<std::vector<Word>> max_pool_as_service(Link& link, const MaxPoolGate& gate,
                                            const std::vector<ReluMaterial<Word>>& material,
                                            const std::vector<ReluOpenings<Word>>& ahead,
                                            std::vector<Word> x1, std::size_t batch) {
  for (std::size_t i = 0; i < gate.levels.size(); ++i) {
    const MaxLevel& level = gate.levels[i];
    const std::vector<Word> differences =
        level_differences<Word>(level, x1, batch, gate.step.width);
    auto relu = relu_as_service<Word>(link, level.relu, material[i], ahead[i], differences);
    const std::vector<Word> selected = co_await relu;
    x1 = level_output<Word>(level, x1, selected, batch, gate.step.width);
  }
  co_return gathered<Word>(gate.result, x1, batch);
}

#define MEDISC_INSTANTIATE(Word)                                                             \
  template std::vector<Word> level_differences<Word>(const MaxLevel&, std::span<const Word>, \
                                                     std::size_t, unsigned);                 \
  template Task<std::vector<Word>> max_pool_as_hospital<Word>(                               \
      Link&, const MaxPoolGate&, const std::vector<ReluMaterial<Word>>&,                     \
      const std::vector<ReluKnown<Word>>&, std::vector<Word>, std::size_t);                  \
  template Task<std::vector<Word>> max_pool_as_service<Word>(                                \
      Link&, const MaxPoolGate&, const std::vector<ReluMaterial<Word>>&,                     \
      const std::vector<ReluOpenings<Word>>&, std::vector<Word>, std::size_t);
MEDISC_INSTANTIATE(std::uint8_t)
MEDISC_INSTANTIATE(std::uint16_t)
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
