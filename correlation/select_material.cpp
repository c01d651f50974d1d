#include "correlation/select_material.hpp"

#include "correlation/derivation_steps.hpp"

namespace medisc {

template <RingWord Word>
Arrays<Word> arrays_of(const SelectShape& shape, std::uint32_t step,
                       SelectMaterial<Word>& material) {
  const unsigned value = shape.takes_value ? shape.output_width : 0;
  const unsigned carry = shape.has_carry() ? shape.output_width : 0;
  const unsigned wrap = shape.wrap_width();
  Arrays<Word> arrays;
  const auto add = [&](Purpose purpose, std::uint32_t at, unsigned bits,
                       std::vector<Word>& words) {
    arrays.push_back({Held::kShared, purpose, at, bits, nullptr, &words});
  };
  add(Purpose::kSelectMask, step, shape.reuses_mask() ? 0 : value, material.mask);
  add(Purpose::kSelectCarry, step, carry, material.carry);
  add(Purpose::kSelectTop, step, wrap, material.top);
  material.thresholds.resize(shape.thresholds);
  for (std::size_t l = 0; l < shape.thresholds; ++l) {
    auto& own = material.thresholds[l];
    const std::uint32_t at = threshold_step(step, l);
    add(Purpose::kSelectBlind, at, shape.output_width, own.blind);
    add(Purpose::kSelectProduct, at, value, own.product);
    add(Purpose::kSelectBlindCarry, at, carry, own.blind_carry);
    add(Purpose::kSelectBlindTop, at, wrap, own.blind_top);
    const unsigned paired = shape.is_paired(l) ? wrap : 0;
    add(Purpose::kSelectPair, at, paired, own.pair);
    add(Purpose::kSelectPairTop, at, paired, own.pair_top);
  }
  return arrays;
}

template Arrays<std::uint32_t> arrays_of<std::uint32_t>(const SelectShape&, std::uint32_t,
                                                        SelectMaterial<std::uint32_t>&);
template Arrays<std::uint64_t> arrays_of<std::uint64_t>(const SelectShape&, std::uint32_t,
                                                        SelectMaterial<std::uint64_t>&);

}  // namespace medisc
