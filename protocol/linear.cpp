#include "protocol/linear.hpp"

#include "ring/product.hpp"

namespace medisc {

template <RingWord Word>
void put_masked_input(Link& link, const DenseStep& dense, std::span<const Word> x0,
                      std::span<const Word> u) {
  std::vector<Word> masked(x0.size());
  for (std::size_t i = 0; i < x0.size(); ++i) masked[i] = static_cast<Word>(x0[i] - u[i]);
  link.out().words<Word>(masked, dense.width);
}

template <RingWord Word>
std::vector<Word> offline_share(const DenseStep& dense, std::span<const Word> masked_weights,
                                std::span<const Word> u, std::span<const Word> a2) {
  std::vector<Word> share(a2.size());
  multiply<Word>(masked_weights, u, share, dense.inputs, dense.outputs);
  const Word mask = width_mask<Word>(dense.width);
  for (std::size_t i = 0; i < share.size(); ++i) {
    share[i] = static_cast<Word>(share[i] + a2[i]) & mask;
  }
  return share;
}

template <RingWord Word>
std::vector<Word> take_linear(Link& link, const DenseStep& dense,
                              const LinearMaterial<Word>& material, std::span<const Word> x1) {
  const std::size_t batch = material.v.size() / dense.outputs;
  std::vector<Word> x(batch * dense.inputs);
  link.in().words<Word>(x, dense.width);
  for (std::size_t i = 0; i < x1.size(); ++i) x[i] = static_cast<Word>(x[i] + x1[i]);

  std::vector<Word> y(material.v.size());
  multiply<Word>(material.matrix, x, y, dense.inputs, dense.outputs);
  const Word mask = width_mask<Word>(dense.width);
  for (std::size_t b = 0; b < batch; ++b) {
    for (std::size_t o = 0; o < dense.outputs; ++o) {
      const std::size_t i = b * dense.outputs + o;
      y[i] = static_cast<Word>(y[i] + material.v[i] + material.bias[o]) & mask;
    }
  }
  return y;
}

#define MEDISC_INSTANTIATE(Word)                                                               \
  template void put_masked_input<Word>(Link&, const DenseStep&, std::span<const Word>,        \
                                       std::span<const Word>);                                \
  template std::vector<Word> offline_share<Word>(const DenseStep&, std::span<const Word>,     \
                                                 std::span<const Word>, std::span<const Word>); \
  template std::vector<Word> take_linear<Word>(                                               \
      Link&, const DenseStep&, const LinearMaterial<Word>&, std::span<const Word>);
MEDISC_INSTANTIATE(std::uint8_t)
MEDISC_INSTANTIATE(std::uint16_t)
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
