#include "compiler/rounded_layers.hpp"

#include <algorithm>
#include <utility>

namespace medisc {
namespace {

constexpr std::size_t kMostKept = 2;

}  // namespace

RoundedLayers::Kept& RoundedLayers::kept(std::size_t layer) {
  if (kept_.size() <= layer) kept_.resize(layer + 1);
  return kept_[layer];
}

Result<RoundedLayers::Known*> RoundedLayers::find(std::size_t layer, const RealWeights& real,
                                                  std::int32_t scale) {
  std::vector<Known>& known = kept(layer).known;
  const auto found = std::ranges::find(
      known, scale, [](const Known& one) { return one.result.matrix->scale; });
  if (found != known.end()) {
    std::rotate(known.begin(), found, found + 1);
    return &known.front();
  }
  if (known.size() == kMostKept) known.pop_back();  // before there is another
  auto matrix = quantise_matrix(real, scale);
  if (!matrix) return tl::unexpected(matrix.error());
  ++rounded_;
  auto made = std::make_shared<const RoundedMatrix>(
      with_sums(scale, std::move(*matrix), real.terms, real.taps));
  known.insert(known.begin(), Known{{std::move(made), {}, {}}, {}});
  return &known.front();
}

double RoundedLayers::largest(std::size_t layer, const RealWeights& real) {
  double& largest = kept(layer).largest;
  if (largest < 0) largest = largest_magnitude(real.matrix);
  return largest;
}

}  // namespace medisc
