#include "model/folding.hpp"

namespace medisc {

Affine Affine::identity(std::size_t size) {
  return Affine{std::vector<double>(size, 1.0), std::vector<double>(size, 0.0)};
}

Affine compose(const Affine& first, const Affine& second) {
  Affine both = first;
  for (std::size_t i = 0; i < both.scale.size(); ++i) {
    both.scale[i] *= second.scale[i];
    both.shift[i] = second.scale[i] * both.shift[i] + second.shift[i];
  }
  return both;
}

Dense compose(const Dense& first, const Dense& second) {
  Dense both{first.inputs, second.outputs, {}, second.bias};
  both.matrix.assign(std::size_t{both.outputs} * both.inputs, 0.0);
  for (std::size_t row = 0; row < both.outputs; ++row) {
    double* out = both.matrix.data() + row * both.inputs;
    for (std::size_t inner = 0; inner < first.outputs; ++inner) {
      const double weight = second.matrix[row * first.outputs + inner];
      const double* in = first.matrix.data() + inner * first.inputs;
      for (std::size_t column = 0; column < both.inputs; ++column) {
        out[column] += weight * in[column];
      }
      both.bias[row] += weight * first.bias[inner];
    }
  }
  return both;
}

Dense compose(Dense dense, const Affine& affine) {
  for (std::size_t row = 0; row < dense.outputs; ++row) {
    for (std::size_t column = 0; column < dense.inputs; ++column) {
      dense.matrix[row * dense.inputs + column] *= affine.scale[row];
    }
    dense.bias[row] = affine.scale[row] * dense.bias[row] + affine.shift[row];
  }
  return dense;
}

Dense compose(const Affine& affine, Dense dense) {
  for (std::size_t row = 0; row < dense.outputs; ++row) {
    for (std::size_t column = 0; column < dense.inputs; ++column) {
      double& weight = dense.matrix[row * dense.inputs + column];
      dense.bias[row] += weight * affine.shift[column];
      weight *= affine.scale[column];
    }
  }
  return dense;
}

Dense diagonal(const Affine& affine) {
  const std::size_t size = affine.scale.size();
  const auto width = static_cast<std::uint32_t>(size);
  Dense dense{width, width, std::vector<double>(size * size, 0.0), affine.shift};
  for (std::size_t i = 0; i < size; ++i) dense.matrix[i * size + i] = affine.scale[i];
  return dense;
}

}  // namespace medisc
