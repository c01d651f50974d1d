#include "protocol/gates/max_pool_run.hpp"

#include <algorithm>

#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

/// Elements that a thread takes at once.
constexpr std::size_t kBlock = std::size_t{1} << 14;

/// write(i) for every i below `count`, by all threads.
template <class Write>
void for_all(std::size_t count, Workers& workers, const Write& write) {
  workers.run((count + kBlock - 1) / kBlock, [&](std::size_t block, std::size_t) {
    const std::size_t end = std::min(count, (block + 1) * kBlock);
    for (std::size_t i = block * kBlock; i < end; ++i) write(i);
  });
}

template <RingWord Word>
void differences_into(const MaxLevel& level, std::span<const Word> x, std::size_t batch,
                      unsigned width, std::vector<Word>& differences, Workers& workers) {
  const Word mask = width_mask<Word>(width);
  const std::size_t pairs = level.a.size();
  differences.resize(batch * pairs);
  for (std::size_t r = 0; r < batch; ++r) {
    const Word* const record = x.data() + r * (x.size() / batch);
    Word* const to = differences.data() + r * pairs;
    for_all(pairs, workers, [&](std::size_t i) {
      to[i] = static_cast<Word>(record[level.a[i]] - record[level.b[i]]) & mask;
    });
  }
}

/// The level's output: b + ReLU(a - b) for the pairs, then what passes.
template <RingWord Word>
void level_output(const MaxLevel& level, std::span<const Word> x,
                  std::span<const Word> selected, std::size_t batch, unsigned width,
                  std::vector<Word>& output, Workers& workers) {
  const Word mask = width_mask<Word>(width);
  const std::size_t pairs = level.a.size();
  const std::size_t size = pairs + level.passed.size();
  output.resize(batch * size);
  for (std::size_t r = 0; r < batch; ++r) {
    const Word* const record = x.data() + r * (x.size() / batch);
    const Word* const differences = selected.data() + r * pairs;
    Word* const to = output.data() + r * size;
    for_all(pairs, workers, [&](std::size_t i) {
      to[i] = static_cast<Word>(record[level.b[i]] + differences[i]) & mask;
    });
    for (std::size_t i = pairs; i < size; ++i) to[i] = record[level.passed[i - pairs]];
  }
}

template <RingWord Word>
void gather(const std::vector<std::uint32_t>& indices, std::span<const Word> x,
            std::size_t batch, std::span<Word> result) {
  auto to = result.begin();
  for (std::size_t r = 0; r < batch; ++r) {
    const Word* const record = x.data() + r * (x.size() / batch);
    for (const std::uint32_t index : indices) *to++ = record[index];
  }
}

/// All levels at one party. compare(i, selected): its task of level i's ReLU, of
/// memory.differences.
template <RingWord Word, class Compare>
Task<void> run_levels(Link& link, const MaxPoolGate& gate, std::span<const Word> x,
                      std::size_t batch, MaxPoolMemory<Word>& memory, std::span<Word> result,
                      Compare compare) {
  memory.reserve(gate, batch);
  memory.input.assign(x.begin(), x.end());
  for (std::size_t i = 0; i < gate.levels.size(); ++i) {
    const MaxLevel& level = gate.levels[i];
    auto subtracting = link.work(turn_cost(memory.input.size()), [&](Workers& workers) {
      differences_into<Word>(level, memory.input, batch, gate.step.width, memory.differences,
                             workers);
    });
    co_await subtracting;
    const auto selected = std::span(memory.selected).first(memory.differences.size());
    co_await compare(i, selected);
    auto adding = link.work(turn_cost(memory.input.size()), [&](Workers& workers) {
      level_output<Word>(level, memory.input, selected, batch, gate.step.width, memory.output,
                         workers);
    });
    co_await adding;
    std::swap(memory.input, memory.output);
  }
  gather<Word>(gate.result, memory.input, batch, result);
}

}  // namespace

template <RingWord Word>
std::vector<Word> level_differences(const MaxLevel& level, std::span<const Word> x,
                                    std::size_t batch, unsigned width) {
  std::vector<Word> differences;
  differences_into<Word>(level, x, batch, width, differences, this_thread());
  return differences;
}

template <RingWord Word>
void MaxPoolMemory<Word>::reserve(const MaxPoolGate& gate, std::size_t batch) {
  std::size_t size = batch * gate.step.in.size();
  for (const MaxLevel& level : gate.levels) {
    // Of windows that overlap, more than the image: each pairs an element with another one.
    size = std::max(size, batch * (level.a.size() + level.passed.size()));
    relu.reshape(level.relu, batch * level.a.size());
    differences.reserve(batch * level.a.size());
    if (selected.size() < batch * level.a.size()) selected.resize(batch * level.a.size());
  }
  input.reserve(size);
  output.reserve(size);
}

template <RingWord Word>
Task<void> max_pool_as_hospital(Link& link, const MaxPoolGate& gate,
                                const std::vector<ThresholdMaterial<Word>>& material,
                                std::span<const Word> x0, std::size_t batch,
                                MaxPoolMemory<Word>& memory, std::span<Word> result) {
  return run_levels<Word>(
      link, gate, x0, batch, memory, result, [&](std::size_t i, std::span<Word> selected) {
        return threshold_as_hospital<Word>(link, gate.levels[i].relu, material[i],
                                           memory.differences, memory.relu, selected);
      });
}

template <RingWord Word>
Task<void> max_pool_as_service(Link& link, const MaxPoolGate& gate,
                               const std::vector<ThresholdMaterial<Word>>& material,
                               const std::vector<std::vector<Word>>& ahead,
                               std::span<const Word> x1, std::size_t batch,
                               MaxPoolMemory<Word>& memory, std::span<Word> result) {
  return run_levels<Word>(
      link, gate, x1, batch, memory, result, [&](std::size_t i, std::span<Word> selected) {
        return threshold_as_service<Word>(link, gate.levels[i].relu, material[i], ahead[i],
                                          memory.differences, memory.relu, selected);
      });
}

#define MEDISC_INSTANTIATE(Word)                                                             \
  template struct MaxPoolMemory<Word>;                                                       \
  template std::vector<Word> level_differences<Word>(const MaxLevel&, std::span<const Word>, \
                                                     std::size_t, unsigned);                 \
  template Task<void> max_pool_as_hospital<Word>(                                            \
      Link&, const MaxPoolGate&, const std::vector<ThresholdMaterial<Word>>&,                \
      std::span<const Word>, std::size_t, MaxPoolMemory<Word>&, std::span<Word>);            \
  template Task<void> max_pool_as_service<Word>(                                             \
      Link&, const MaxPoolGate&, const std::vector<ThresholdMaterial<Word>>&,                \
      const std::vector<std::vector<Word>>&, std::span<const Word>, std::size_t,             \
      MaxPoolMemory<Word>&, std::span<Word>);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
