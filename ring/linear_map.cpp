#include "ring/linear_map.hpp"

#include "ring/convolution_map.hpp"
#include "ring/dense_map.hpp"
#include "ring/depthwise_map.hpp"

namespace medisc {
namespace {

/// Input terms that a sum of the map runs over in one channel after the other.
std::size_t paired_terms(const LinearShape& shape) {
  if (const auto* dense = std::get_if<DenseShape>(&shape)) return dense->inputs;
  const auto& convolution = std::get<ConvolutionShape>(shape);
  return convolution.in_channels / convolution.groups;
}

bool is_depthwise(const ConvolutionShape& shape) {
  return shape.groups > 1 && shape.in_channels == shape.groups &&
         shape.out_channels <= kMostDepthwiseWrites * shape.groups;
}

template <RingWord Word, class Cell>
std::unique_ptr<const typename LinearMap<Word>::Packed> pack(const LinearShape& shape,
                                                             std::span<const Word> weights,
                                                             const CellFormat& format,
                                                             SimdTarget target) {
  const auto kernel = kernel_of<Cell>(format, target);
  if (const auto* dense = std::get_if<DenseShape>(&shape)) {
    return std::make_unique<DenseMap<Word, Cell>>(*dense, weights, format, kernel);
  }
  const auto& convolution = std::get<ConvolutionShape>(shape);
  if (is_depthwise(convolution)) {
    return std::make_unique<DepthwiseMap<Word, Cell>>(convolution, weights, target);
  }
  return std::make_unique<ConvolutionMap<Word, Cell>>(convolution, weights, format, kernel);
}

}  // namespace

template <RingWord Word>
LinearMap<Word>::LinearMap(const LinearShape& shape, std::span<const Word> weights,
                           unsigned width, WeightRange range, SimdTarget target) {
  if constexpr (sizeof(Word) == 8) {
    if (width > 32) {
      packed_ = pack<Word, std::uint64_t>(shape, weights, CellFormat{}, target);
      return;
    }
  }
  CellFormat format;
  // A lone term would leave half of each pair empty.
  if (range == WeightRange::kShort && paired_terms(shape) > 1) {
    format = {true, width <= 16 ? std::size_t{1} : std::size_t{2}};
  }
  packed_ = pack<Word, std::uint32_t>(shape, weights, format, target);
}

template class LinearMap<std::uint32_t>;
template class LinearMap<std::uint64_t>;

}  // namespace medisc
