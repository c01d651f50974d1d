#include "protocol/local.hpp"

#include "model/window_walk.hpp"

namespace medisc {
namespace {

template <RingWord Word>
using Inputs = std::vector<std::span<const Word>>;

template <RingWord Word>
Word shifted(Word x, unsigned shift, Word mask) {
  return static_cast<Word>(static_cast<std::uint64_t>(x) << shift) & mask;
}

template <RingWord Word>
std::vector<Word> compute(const SumPoolStep& step, Party /*party*/, const Inputs<Word>& inputs,
                          std::size_t batch) {
  const std::size_t in_plane = std::size_t{step.in.height} * step.in.width;
  const std::size_t out_plane = std::size_t{step.out.height} * step.out.width;
  const Word mask = width_mask<Word>(step.width);
  std::vector<Word> y(batch * step.out.size());
  for (std::size_t channel = 0; channel < batch * step.in.channels; ++channel) {
    const Word* const x = inputs[0].data() + channel * in_plane;
    for_each_window(step.in, step.out, step.window, [&](std::size_t at, auto&& each_tap) {
      std::uint64_t sum = 0;
      each_tap([&](std::size_t, std::size_t pixel) { sum += x[pixel]; });
      y[channel * out_plane + at] = static_cast<Word>(sum) & mask;
    });
  }
  return y;
}

/// The service's share takes the offset.
template <RingWord Word>
std::vector<Word> compute(const SumStep& step, Party party, const Inputs<Word>& inputs,
                          std::size_t batch) {
  const Word mask = width_mask<Word>(step.width);
  std::vector<Word> y(batch * step.size,
                      party == Party::kService ? to_word<Word>(step.offset) : Word{0});
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto multiplier = to_word<Word>(step.multipliers[i]);
    if (inputs[i].size() == y.size()) {
      for (std::size_t k = 0; k < y.size(); ++k) {
        y[k] = static_cast<Word>(y[k] + multiplier * inputs[i][k]);
      }
    } else {
      for (std::size_t k = 0; k < y.size(); ++k) {
        y[k] = static_cast<Word>(y[k] + multiplier * inputs[i][k / step.size]);
      }
    }
  }
  for (Word& value : y) value &= mask;
  return y;
}

template <RingWord Word>
std::vector<Word> compute(const ConcatStep& step, Party /*party*/, const Inputs<Word>& inputs,
                          std::size_t batch) {
  const Word mask = width_mask<Word>(step.width);
  std::vector<Word> y;
  for (std::size_t b = 0; b < batch; ++b) {
    for (std::size_t part = 0; part < step.sizes.size(); ++part) {
      const std::size_t size = step.sizes[part];
      for (const Word x : inputs[part].subspan(b * size, size)) {
        y.push_back(shifted(x, step.shifts[part], mask));
      }
    }
  }
  return y;
}

}  // namespace

template <RingWord Word>
std::vector<Word> compute_local(const LocalGate& gate, Party party, const Inputs<Word>& inputs,
                                std::size_t batch) {
  return std::visit([&](const auto& step) { return compute<Word>(step, party, inputs, batch); },
                    gate);
}

#define MEDISC_INSTANTIATE(Word)                  \
  template std::vector<Word> compute_local<Word>( \
      const LocalGate&, Party, const std::vector<std::span<const Word>>&, std::size_t);
MEDISC_INSTANTIATE(std::uint8_t)
MEDISC_INSTANTIATE(std::uint16_t)
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
