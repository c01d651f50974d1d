/// The planner: from a Network in floating point to a plan and its integer weights.
///
/// Each linear layer gets a weight scale from its largest weight; each activation a shift that
/// brings its result back to about activation_bits fractional bits (more where the layer's
/// results are proven to be below 1), rounded to nearest by a half that goes into the bias
/// before it where it can. The division of an average changes the scale only. Interval
/// arithmetic over the integer weights then proves, for every record that the input encoding
/// lets through, how many bits each layer's result needs: |y| < 2^(k-1). A width is that k,
/// rounded up to an even number so that it tells little of the weights.
///
/// Where the ring is still too small, the planner rewrites the network (compiler/rewrites.hpp):
/// it cuts the scale of a linear layer that feeds another with no activation between them, and,
/// with bounds to be proven, caps an activation, as far up as the ring allows.
/// CompiledModel::caps names them.
///
/// Weights give up a few bits where that brings a comparison to kCheapWidth bits, or into the
/// ring: what a comparison costs grows with its width, and such bits are seldom missed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/draft.hpp"
#include "compiler/fidelity.hpp"
#include "compiler/network.hpp"
#include "compiler/plan_options.hpp"
#include "error/error.hpp"
#include "plan/plan.hpp"
#include "plan/weights.hpp"

namespace medisc {

/// What the planner found about one step. Private to the service: bounds tell of weights.
struct StepReport {
  std::string name;
  std::string op;
  std::uint32_t inputs = 0;            ///< elements that it reads
  std::uint32_t outputs = 0;           ///< elements of its result
  std::int32_t scale = 0;              ///< fractional bits of the result
  std::optional<std::uint32_t> shift;  ///< of a step that has one
  double bound = 0;                    ///< proven, or calibrated: |integer result| <= bound
  std::uint32_t proven_bits = 0;       ///< smallest k with bound < 2^(k-1)
  std::uint32_t width = 0;             ///< the plan's; for a ReLU its output_width
  std::uint32_t weight_bits = 0;       ///< of the largest |integer weight|; linear steps only
};

struct CompiledModel {
  Plan plan;
  Weights weights;
  std::vector<StepReport> report;  ///< one a step
  std::vector<Cap> caps;
  std::optional<Fidelity> fidelity;     ///< where it was measured (compile_measured)
  std::vector<std::string> notes{};     ///< how its file was understood
  std::vector<std::string> warnings{};  ///< what speaks against what was measured
};

inline constexpr unsigned kCheapWidth = 26;

/// The options with a manifest, checked against the network. Errors: those of compile that need
/// no plan.
Result<PlanOptions> checked_options(const Network& network, PlanOptions options);

/// A network and checked options as planning takes them: for a label with class logits, and
/// with a precision.
struct Planning {
  Network network;
  PlanOptions options;
};
Planning prepare_planning(Network network, PlanOptions options);

/// Splines stand for smooth functions (compiler/with_splines.hpp), on records drawn within the
/// ranges. `network` is in normal form: what compilable() (compiler/compilable.hpp) makes of
/// one that was read from a file. Errors: kOverflow, naming the layer and the bits that it
/// needs, if the ring is too small all the same; kUnsupported if the network is not in normal
/// form, for an image whose input ranges differ within a channel, or for a label of over
/// kMaxLabelClasses classes; as check_options.
Result<CompiledModel> compile(const Network& network, const PlanOptions& options);

}  // namespace medisc
