#include "protocol/linear.hpp"

namespace medisc {

template <RingWord Word>
void put_masked_input(Link& link, const LinearGate& gate, std::span<const Word> x0,
                      std::span<const Word> u) {
  std::vector<Word> masked(x0.size());
  for (std::size_t i = 0; i < x0.size(); ++i) masked[i] = static_cast<Word>(x0[i] - u[i]);
  link.out().words<Word>(masked, gate.width);
}

template <RingWord Word>
std::vector<Word> offline_share(const LinearGate& gate, const LinearMap<Word>& masked_weights,
                                std::span<const Word> u, std::span<const Word> a2) {
  std::vector<Word> share(a2.size());
  masked_weights.apply(u, share);
  const Word mask = width_mask<Word>(gate.width);
  for (std::size_t i = 0; i < share.size(); ++i) {
    share[i] = static_cast<Word>(share[i] + a2[i]) & mask;
  }
  return share;
}

template <RingWord Word>
std::vector<Word> take_linear(Link& link, const LinearGate& gate,
                              const LinearMaterial<Word>& material, std::span<const Word> x1) {
  const std::size_t batch = material.v.size() / gate.outputs;
  std::vector<Word> x(batch * gate.inputs);
  link.in().words<Word>(x, gate.width);
  for (std::size_t i = 0; i < x1.size(); ++i) x[i] = static_cast<Word>(x[i] + x1[i]);

  std::vector<Word> y(material.v.size());
  material.map->apply(x, y);
  const Word mask = width_mask<Word>(gate.width);
  const std::size_t shared = gate.outputs / gate.biases;  // outputs that share a bias
  auto bias = material.bias.begin();
  for (std::size_t first = 0; first < y.size(); first += shared) {
    if (bias == material.bias.end()) bias = material.bias.begin();  // the next record
    for (std::size_t i = first; i < first + shared; ++i) {
      y[i] = static_cast<Word>(y[i] + material.v[i] + *bias) & mask;
    }
    ++bias;
  }
  return y;
}

#define MEDISC_INSTANTIATE(Word)                                                            \
  template void put_masked_input<Word>(Link&, const LinearGate&, std::span<const Word>,     \
                                       std::span<const Word>);                              \
  template std::vector<Word> offline_share<Word>(const LinearGate&, const LinearMap<Word>&, \
                                                 std::span<const Word>,                     \
                                                 std::span<const Word>);                    \
  template std::vector<Word> take_linear<Word>(                                             \
      Link&, const LinearGate&, const LinearMaterial<Word>&, std::span<const Word>);
MEDISC_INSTANTIATE(std::uint8_t)
MEDISC_INSTANTIATE(std::uint16_t)
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
