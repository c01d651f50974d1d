#include "protocol/gates/max_pool_run.hpp"

#include <algorithm>

#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

/// Elements that a thread takes at once.
constexpr std::size_t kBlock = std::size_t{1} << 14;

/// write(row) for every row, of `length` elements, by all threads.
template <class Write>
void for_rows(std::size_t rows, std::size_t length, Workers& workers, const Write& write) {
  const std::size_t block = kBlock / std::max<std::size_t>(length, 1) + 1;
  workers.run((rows + block - 1) / block, [&](std::size_t i, std::size_t) {
    const std::size_t end = std::min(rows, (i + 1) * block);
    for (std::size_t row = i * block; row < end; ++row) write(row);
  });
}

/// `rows`: channels of all records.
template <RingWord Word>
void differences_into(const MaxLevel& level, std::span<const Word> x, std::size_t rows,
                      unsigned width, std::vector<Word>& differences, Workers& workers) {
  const Word mask = width_mask<Word>(width);
  const std::size_t pairs = level.a.size();
  differences.resize(rows * pairs);
  for_rows(rows, pairs, workers, [&](std::size_t row) {
    const Word* const from = x.data() + row * (x.size() / rows);
    Word* const to = differences.data() + row * pairs;
    for (std::size_t i = 0; i < pairs; ++i) {
      to[i] = static_cast<Word>(from[level.a[i]] - from[level.b[i]]) & mask;
    }
  });
}

/// The level's output: b + ReLU(a - b) for the pairs, then what passes.
template <RingWord Word>
void level_output(const MaxLevel& level, std::span<const Word> x,
                  std::span<const Word> selected, std::size_t rows, unsigned width,
                  std::vector<Word>& output, Workers& workers) {
  const Word mask = width_mask<Word>(width);
  const std::size_t pairs = level.a.size();
  output.resize(rows * level.outputs());
  for_rows(rows, level.outputs(), workers, [&](std::size_t row) {
    const Word* const from = x.data() + row * (x.size() / rows);
    const Word* const differences = selected.data() + row * pairs;
    Word* const to = output.data() + row * level.outputs();
    for (std::size_t i = 0; i < pairs; ++i) {
      to[i] = static_cast<Word>(from[level.b[i]] + differences[i]) & mask;
    }
    for (std::size_t i = 0; i < level.passed.size(); ++i) to[pairs + i] = from[level.passed[i]];
  });
}

template <RingWord Word>
void gather(const std::vector<std::uint32_t>& indices, std::span<const Word> x,
            std::size_t rows, std::span<Word> result) {
  auto to = result.begin();
  for (std::size_t row = 0; row < rows; ++row) {
    const Word* const from = x.data() + row * (x.size() / rows);
    for (const std::uint32_t index : indices) *to++ = from[index];
  }
}

/// All levels at one party. compare(i, selected): its task of level i's ReLU, of
/// memory.differences.
template <RingWord Word, class Compare>
Task<void> run_levels(Link& link, const MaxPoolGate& gate, std::span<const Word> x,
                      std::size_t batch, MaxPoolMemory<Word>& memory, std::span<Word> result,
                      Compare compare) {
  memory.reserve(gate, batch);
  const std::size_t rows = batch * gate.step.in.channels;
  memory.input.assign(x.begin(), x.end());
  for (std::size_t i = 0; i < gate.levels.size(); ++i) {
    const MaxLevel& level = gate.levels[i];
    auto subtracting = link.work(turn_cost(memory.input.size()), [&](Workers& workers) {
      differences_into<Word>(level, memory.input, rows, gate.step.width, memory.differences,
                             workers);
    });
    co_await subtracting;
    const auto selected = std::span(memory.selected).first(memory.differences.size());
    co_await compare(i, selected);
    auto adding = link.work(turn_cost(memory.input.size()), [&](Workers& workers) {
      level_output<Word>(level, memory.input, selected, rows, gate.step.width, memory.output,
                         workers);
    });
    co_await adding;
    std::swap(memory.input, memory.output);
  }
  gather<Word>(gate.result, memory.input, rows, result);
}

}  // namespace

template <RingWord Word>
std::vector<Word> level_differences(const MaxLevel& level, std::span<const Word> x,
                                    std::size_t rows, unsigned width) {
  std::vector<Word> differences;
  differences_into<Word>(level, x, rows, width, differences, this_thread());
  return differences;
}

template <RingWord Word>
void MaxPoolMemory<Word>::reserve(const MaxPoolGate& gate, std::size_t batch) {
  std::size_t size = batch * gate.step.in.size();
  for (const MaxLevel& level : gate.levels) {
    // Of windows that overlap, more than the image: each pairs an element with another one.
    size = std::max(size, batch * gate.step.in.channels * level.outputs());
    const std::size_t pairs = batch * level.relu.size();
    relu.reshape(level.relu, pairs);
    differences.reserve(pairs);
    if (selected.size() < pairs) selected.resize(pairs);
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
