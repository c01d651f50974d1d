#include "protocol/gates/local_run.hpp"

#include <algorithm>

#include "plan/window_walk.hpp"

namespace medisc {
namespace {

template <RingWord Word>
using Inputs = std::vector<std::span<const Word>>;

template <RingWord Word>
Word shifted(Word x, unsigned shift, Word mask) {
  return static_cast<Word>(static_cast<std::uint64_t>(x) << shift) & mask;
}

template <RingWord Word>
void compute(const SumPoolStep& step, Party /*party*/, const Inputs<Word>& inputs,
             std::size_t batch, std::span<Word> y) {
  const std::size_t in_plane = std::size_t{step.in.height} * step.in.width;
  const std::size_t out_plane = std::size_t{step.out.height} * step.out.width;
  const Word mask = width_mask<Word>(step.width);
  for (std::size_t channel = 0; channel < batch * step.in.channels; ++channel) {
    const Word* const x = inputs[0].data() + channel * in_plane;
    for_each_window(step.in, step.out, step.window, [&](std::size_t at, auto&& each_tap) {
      std::uint64_t sum = 0;
      each_tap([&](std::size_t, std::size_t pixel) { sum += x[pixel]; });
      y[channel * out_plane + at] = static_cast<Word>(sum) & mask;
    });
  }
}

/// The service's share takes the offset.
template <RingWord Word>
void compute(const SumStep& step, Party party, const Inputs<Word>& inputs,
             std::size_t /*batch*/, std::span<Word> y) {
  const Word mask = width_mask<Word>(step.width);
  std::fill(y.begin(), y.end(),
            party == Party::kService ? to_word<Word>(step.offset) : Word{0});
  // 1U: short words would be multiplied as int, which their product leaves.
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto multiplier = to_word<Word>(step.multipliers[i]);
    if (inputs[i].size() == y.size()) {
      for (std::size_t k = 0; k < y.size(); ++k) {
        y[k] = static_cast<Word>(y[k] + 1U * multiplier * inputs[i][k]);
      }
    } else {
      for (std::size_t k = 0; k < y.size(); ++k) {
        y[k] = static_cast<Word>(y[k] + 1U * multiplier * inputs[i][k / step.size]);
      }
    }
  }
  for (Word& value : y) value &= mask;
}

template <RingWord Word>
void compute(const ConcatStep& step, Party /*party*/, const Inputs<Word>& inputs,
             std::size_t batch, std::span<Word> y) {
  const Word mask = width_mask<Word>(step.width);
  auto to = y.begin();
  for (std::size_t b = 0; b < batch; ++b) {
    for (std::size_t part = 0; part < step.sizes.size(); ++part) {
      const std::size_t size = step.sizes[part];
      for (const Word x : inputs[part].subspan(b * size, size)) {
        *to++ = shifted(x, step.shifts[part], mask);
      }
    }
  }
}

}  // namespace

template <RingWord Word>
void compute_local(const LocalGate& gate, Party party, const Inputs<Word>& inputs,
                   std::size_t batch, std::span<Word> y) {
  std::visit([&](const auto& step) { compute<Word>(step, party, inputs, batch, y); },
             gate.step);
}

#define MEDISC_INSTANTIATE(Word)                                                            \
  template void compute_local<Word>(const LocalGate&, Party,                                \
                                    const std::vector<std::span<const Word>>&, std::size_t, \
                                    std::span<Word>);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
