#include "tests/constant_time/gates_run.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "protocol/pieces.hpp"
#include "tests/constant_time/every_gate.hpp"

namespace medisc::test {
namespace {

std::string name_of(const Piecewise& function) {
  for (const auto& [name, known] : functions()) {
    if (function == known) return name;
  }
  return "another function";
}

const char* kind_of(const TreeCircuit&) {
  return "tree";
}
const char* kind_of(const BorrowChain&) {
  return "chain";
}
const char* name_of(const Borrow& borrow) {
  return std::visit([](const auto& kind) { return kind_of(kind); }, borrow);
}

const char* place(bool live) {
  return live ? "live" : "ahead";
}

/// How a gate counts; one that goes in pieces counts as such, too.
struct KindsOf {
  const Step& step;
  const LinearWeights* weights;
  std::size_t batch;

  std::vector<std::string> operator()(const ThresholdGate& gate) const {
    const auto& threshold = std::get<ThresholdStep>(step.op);
    const std::string borrow = name_of(gate.borrow);
    const bool widens = threshold.output_width > threshold.width;
    return in_pieces(
        gate.size(), "threshold by " + borrow,
        fmt::format("{} by {}, {}, {}, {}", name_of(threshold.function), borrow,
                    place(gate.reveal.live), threshold.shift > 0 ? "shifted" : "unshifted",
                    widens ? "wider" : "narrower"));
  }

  std::vector<std::string> operator()(const MaxPoolGate& gate) const {
    if (gate.levels.empty()) return {"max-pool of one"};
    const ThresholdGate& first = gate.levels[0].relu;
    const std::string borrow = name_of(first.borrow);
    const bool passes = std::any_of(gate.levels.begin(), gate.levels.end(),
                                    [](const MaxLevel& l) { return !l.passed.empty(); });
    return in_pieces(first.size(), "max-pool by " + borrow,
                     fmt::format("max-pool by {}, {}, {}", borrow, place(first.reveal.live),
                                 passes ? "passing" : "pairing"));
  }

  std::vector<std::string> operator()(const ProductGate& gate) const {
    const auto& [a, b] = gate.factors;
    if (step.inputs[0] == step.inputs[1]) return {"square"};
    return in_pieces(gate.size(), "product",
                     fmt::format("product, {} by {}, {}", place(a.live), place(b.live),
                                 gate.run() == 1 ? "one by one" : "by channel"));
  }

  std::vector<std::string> operator()(const LinearGate& gate) const {
    const bool is_short =
        std::all_of(weights->matrix.begin(), weights->matrix.end(),
                    [](std::int32_t w) { return w == static_cast<std::int16_t>(w); });
    const char* use = gate.keeps_share   ? "share kept"
                      : gate.revealed_at ? "revealed ahead"
                                         : "revealed by several";
    return {fmt::format("{}, {} weights, {}", op_name(step), is_short ? "short" : "long", use)};
  }

  std::vector<std::string> operator()(const LocalGate& gate) const {
    return {fmt::format("{}, {}", op_name(step), place(!gate.ahead))};
  }

 private:
  std::vector<std::string> in_pieces(std::size_t size, const std::string& kind,
                                     std::string whole) const {
    std::vector<std::string> kinds{std::move(whole)};
    if (size * batch > kPieceLanes) kinds.push_back(kind + ", in pieces");
    return kinds;
  }
};

std::string in_ring(std::uint32_t bits, const std::string& kind) {
  return fmt::format("{}-bit ring: {}", bits, kind);
}

std::vector<std::string> required_of_a_borrow(const std::string& borrow) {
  std::vector<std::string> kinds{"threshold by " + borrow + ", in pieces",
                                 "max-pool by " + borrow + ", in pieces"};
  for (const char* at : {"ahead", "live"}) {
    for (const char* neighbour : {"passing", "pairing"}) {
      kinds.push_back(fmt::format("max-pool by {}, {}, {}", borrow, at, neighbour));
    }
    for (const char* shifted : {"shifted", "unshifted"}) {
      for (const char* result : {"wider", "narrower"}) {
        for (const auto& [name, function] : functions()) {
          kinds.push_back(
              fmt::format("{} by {}, {}, {}, {}", name, borrow, at, shifted, result));
        }
      }
    }
  }
  return kinds;
}

std::vector<std::string> required_of_all() {
  std::vector<std::string> kinds{"square", "product, in pieces",
                                 "dense, short weights, revealed by several"};
  for (const char* a : {"ahead", "live"}) {
    for (const char* local : {"sum", "sum-pool", "concat"}) {
      kinds.push_back(fmt::format("{}, {}", local, a));
    }
    for (const char* b : {"ahead", "live"}) {
      for (const char* runs : {"one by one", "by channel"}) {
        kinds.push_back(fmt::format("product, {} by {}, {}", a, b, runs));
      }
    }
  }
  for (const char* map : {"dense", "conv"}) {
    for (const char* weights : {"short", "long"}) {
      for (const char* use : {"share kept", "revealed ahead"}) {
        kinds.push_back(fmt::format("{}, {} weights, {}", map, weights, use));
      }
    }
  }
  return kinds;
}

}  // namespace

void GatesRun::add(const Plan& plan, const Weights& weights, std::size_t batch) {
  if (batch < 2) return;
  const Gates gates = make_gates(plan);
  auto layer = weights.begin();
  for (std::size_t i = 0; i < gates.size(); ++i) {
    const bool is_linear = std::holds_alternative<LinearGate>(gates[i]);
    const KindsOf kinds{plan.steps[i], is_linear ? &*layer++ : nullptr, batch};
    for (const std::string& kind : std::visit(kinds, gates[i])) {
      kinds_.insert(in_ring(plan.ring_bits, kind));
    }
  }
}

std::vector<std::string> required_kinds() {
  std::vector<std::string> required;
  for (const std::uint32_t ring_bits : {32U, 64U}) {
    std::vector<std::string> kinds = required_of_all();
    for (const char* borrow : {"tree", "chain"}) {
      const std::vector<std::string> more = required_of_a_borrow(borrow);
      kinds.insert(kinds.end(), more.begin(), more.end());
    }
    for (const std::string& kind : kinds) required.push_back(in_ring(ring_bits, kind));
  }
  return required;
}

}  // namespace medisc::test
