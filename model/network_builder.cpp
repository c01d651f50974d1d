#include "model/network_builder.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "model/plan.hpp"

namespace medisc {
namespace {

bool all_finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

}  // namespace

NetworkBuilder::NetworkBuilder(std::uint32_t features) : size_(features) {
  network_.features = features;
}

bool NetworkBuilder::ends_with_dense() const {
  return !network_.layers.empty() && std::holds_alternative<Dense>(network_.layers.back().op);
}

void NetworkBuilder::add(std::string name, Dense dense) {
  size_ = dense.outputs;
  if (pending_) {
    dense = compose(*pending_, std::move(dense));
    pending_.reset();
  }
  if (ends_with_dense()) {
    Dense& last = std::get<Dense>(network_.layers.back().op);
    last = compose(last, dense);
  } else {
    network_.layers.push_back(Layer{std::move(name), std::move(dense)});
  }
}

void NetworkBuilder::add(std::string name, const Affine& affine) {
  if (ends_with_dense()) {
    Dense& last = std::get<Dense>(network_.layers.back().op);
    last = compose(std::move(last), affine);
    return;
  }
  pending_ = pending_ ? compose(*pending_, affine) : affine;
  pending_name_ = std::move(name);
}

Result<void> NetworkBuilder::end_with_dense() {
  if (ends_with_dense()) return {};
  if (std::uint64_t{size_} * size_ > kMaxWeights) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("a ReLU of {} elements stands without a dense layer", size_),
                "put a linear layer before each ReLU and at the end");
  }
  const std::string name = pending_ ? pending_name_ : "identity";
  add(name, diagonal(Affine::identity(size_)));
  return {};
}

Result<void> NetworkBuilder::add_relu(std::string name) {
  const bool repeated = !network_.layers.empty() && !ends_with_dense() && !pending_;
  if (repeated) return {};  // max(max(x, 0), 0)
  if (auto dense = end_with_dense(); !dense) return dense;
  network_.layers.push_back(Layer{std::move(name), Relu{size_}});
  return {};
}

Result<Network> NetworkBuilder::finish() && {
  if (auto dense = end_with_dense(); !dense) return tl::unexpected(dense.error());
  for (const Layer& layer : network_.layers) {
    const Dense* dense = std::get_if<Dense>(&layer.op);
    if (dense == nullptr || (all_finite(dense->matrix) && all_finite(dense->bias))) continue;
    return fail(ErrorCode::kBadInput,
                fmt::format("layer '{}' has weights that are not finite once the layers "
                            "around it are folded in",
                            layer.name),
                "look for a division by zero or weights out of all proportion");
  }
  return std::move(network_);
}

}  // namespace medisc
