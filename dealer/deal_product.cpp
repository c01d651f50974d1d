#include "dealer/deal_product.hpp"

namespace medisc {

template <RingWord Word>
void deal_material(const ProductGate& gate, const ProductMaterial<Word>& hospital,
                   ProductMaterial<Word>& service) {
  // 1U: short words would be multiplied as int, which their product leaves.
  const auto mask = [&](std::size_t factor, std::size_t i) {
    return static_cast<Word>(1U * hospital.factors[factor].mask[i] +
                             service.factors[factor].mask[i]);
  };
  for (std::size_t i = 0; i < gate.size(); ++i) {
    service.mask_product[i] =
        static_cast<Word>(1U * mask(0, i) * mask(1, i / gate.run()) - hospital.mask_product[i]);
  }
}

template <RingWord Word>
void deal_product(const ProductGate& gate, const Seed& hospital, const Seed& service,
                  BitWriter& corrections) {
  ProductMaterial<Word> p0;
  ProductMaterial<Word> p1;
  const Arrays<Word> arrays = arrays_of(gate, p1);
  expand_arrays<Word>(Party::kHospital, arrays_of(gate, p0), {&hospital, 1}, gate.size());
  expand_arrays<Word>(Party::kService, arrays, {&service, 1}, gate.size());
  expand_masks<Word>(gate, p0, {&hospital, 1});
  expand_masks<Word>(gate, p1, {&service, 1});
  deal_material<Word>(gate, p0, p1);
  write_corrections<Word>(arrays, gate.size(), corrections);
}

#define MEDISC_INSTANTIATE(Word)                                                      \
  template void deal_material<Word>(const ProductGate&, const ProductMaterial<Word>&, \
                                    ProductMaterial<Word>&);                          \
  template void deal_product<Word>(const ProductGate&, const Seed&, const Seed&, BitWriter&);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
