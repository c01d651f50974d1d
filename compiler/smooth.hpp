/// A function of real numbers that bends everywhere: sigmoid, tanh, SiLU, GELU, ELU, x^3. No
/// gate computes one; the planner puts a spline in its place (compiler/spline.hpp).
#pragma once

#include <cstdint>
#include <functional>

namespace medisc {

using RealFunction = std::function<double(double)>;

/// y = f(x), element by element. The function is public, part of the architecture.
struct Smooth {
  std::uint32_t size = 0;
  RealFunction function;
};

double sigmoid(double x);
double softplus(double x);

}  // namespace medisc
