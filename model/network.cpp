#include "model/network.hpp"

#include <algorithm>
#include <cassert>

namespace medisc {
namespace {

std::vector<double> apply(const Dense& dense, std::span<const double> x) {
  std::vector<double> y(dense.bias);
  for (std::size_t row = 0; row < y.size(); ++row) {
    const double* weights = dense.matrix.data() + row * x.size();
    for (std::size_t column = 0; column < x.size(); ++column) {
      y[row] += weights[column] * x[column];
    }
  }
  return y;
}

std::vector<double> apply(const Relu&, std::span<const double> x) {
  std::vector<double> y(x.begin(), x.end());
  for (double& value : y) value = std::max(value, 0.0);
  return y;
}

std::uint32_t inputs_of(const Dense& dense) {
  return dense.inputs;
}
std::uint32_t inputs_of(const Relu& relu) {
  return relu.size;
}
std::uint32_t outputs_of(const Dense& dense) {
  return dense.outputs;
}
std::uint32_t outputs_of(const Relu& relu) {
  return relu.size;
}

}  // namespace

std::uint32_t Layer::inputs() const {
  return std::visit([](const auto& layer) { return inputs_of(layer); }, op);
}

std::uint32_t Layer::outputs() const {
  return std::visit([](const auto& layer) { return outputs_of(layer); }, op);
}

std::uint32_t Network::outputs() const {
  return layers.empty() ? 0 : layers.back().outputs();
}

std::vector<double> evaluate(const Network& network, std::span<const double> record) {
  assert(record.size() == network.features);
  std::vector<double> values(record.begin(), record.end());
  for (const Layer& layer : network.layers) {
    values = std::visit([&](const auto& op) { return apply(op, values); }, layer.op);
  }
  return values;
}

}  // namespace medisc
