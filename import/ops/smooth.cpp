/// Tanh, Erf, Softplus, Elu, Gelu and what else bends everywhere: a spline stands for it.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"

namespace medisc {
namespace {

Result<void> emit_smooth(NodeContext& node, RealFunction function) {
  node.emit_elementwise(Smooth{node.features(), std::move(function)});
  return {};
}

template <double (*kFunction)(double)>
Result<void> import_function(NodeContext& node) {
  return emit_smooth(node, kFunction);
}

/// An attribute that a function needs.
Result<double> number_of(const NodeContext& node, const char* attribute, double absent) {
  const double number = node.attributes().real(attribute, static_cast<float>(absent));
  if (std::isfinite(number)) return number;
  return node.damaged(fmt::format("its {} is not finite", attribute));
}

double exponential(double x) {
  return std::exp(x);
}

double error_function(double x) {
  return std::erf(x);
}

double hard_swish(double x) {
  return x * std::clamp(x / 6 + 0.5, 0.0, 1.0);
}

double hyperbolic_tangent(double x) {
  return std::tanh(x);
}

double mish(double x) {
  return x * std::tanh(softplus(x));
}

double softsign(double x) {
  return x / (1 + std::abs(x));
}

/// x above 0, alpha (e^x - 1) below.
Result<void> import_elu(NodeContext& node) {
  const auto alpha = number_of(node, "alpha", 1);
  if (!alpha) return tl::unexpected(alpha.error());
  return emit_smooth(node, [a = *alpha](double x) { return x >= 0 ? x : a * std::expm1(x); });
}

/// The same of x / alpha.
Result<void> import_celu(NodeContext& node) {
  const auto alpha = number_of(node, "alpha", 1);
  if (!alpha) return tl::unexpected(alpha.error());
  if (*alpha == 0) return node.damaged("its alpha is 0");
  return emit_smooth(node,
                     [a = *alpha](double x) { return x >= 0 ? x : a * std::expm1(x / a); });
}

Result<void> import_selu(NodeContext& node) {
  const auto alpha = number_of(node, "alpha", 1.67326319217681884765625);
  const auto gamma = number_of(node, "gamma", 1.05070102214813232421875);
  if (!alpha) return tl::unexpected(alpha.error());
  if (!gamma) return tl::unexpected(gamma.error());
  return emit_smooth(node, [a = *alpha, g = *gamma](double x) {
    return g * (x >= 0 ? x : a * std::expm1(x));
  });
}

double gelu(double x) {
  return 0.5 * x * (1 + std::erf(x / std::numbers::sqrt2));
}

double gelu_by_tanh(double x) {
  const double inner = std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x);
  return 0.5 * x * (1 + std::tanh(inner));
}

Result<void> import_gelu(NodeContext& node) {
  const std::string approximate = node.attributes().text("approximate", "none");
  return emit_smooth(node, approximate == "tanh" ? gelu_by_tanh : gelu);
}

/// x sigmoid(alpha x).
Result<void> import_swish(NodeContext& node) {
  const auto alpha = number_of(node, "alpha", 1);
  if (!alpha) return tl::unexpected(alpha.error());
  return emit_smooth(node, [a = *alpha](double x) { return x * sigmoid(a * x); });
}

}  // namespace

OnnxOps smooth_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Celu", import_celu, {}, kTakesOrder},
      {"Elu", import_elu, {}, kTakesOrder},
      {"Erf", import_function<error_function>, {}, kTakesOrder},
      {"Exp", import_function<exponential>, {}, kTakesOrder},
      {"Gelu", import_gelu, {}, kTakesOrder},
      {"HardSwish", import_function<hard_swish>, {}, kTakesOrder},
      {"Mish", import_function<mish>, {}, kTakesOrder},
      {"Selu", import_selu, {}, kTakesOrder},
      {"Softplus", import_function<softplus>, {}, kTakesOrder},
      {"Softsign", import_function<softsign>, {}, kTakesOrder},
      {"Swish", import_swish, {}, kTakesOrder},
      {"Tanh", import_function<hyperbolic_tangent>, {}, kTakesOrder},
  };
  return kOps;
}

}  // namespace medisc
