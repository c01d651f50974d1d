#include <algorithm>
#include <cmath>
#include <iostream>

#include <fmt/format.h>

#include "cli/answer_table.hpp"
#include "cli/chosen_model.hpp"
#include "cli/notes.hpp"
#include "cli/verbs.hpp"
#include "correlation/half.hpp"
#include "protocol/hospital.hpp"
#include "protocol/traffic.hpp"
#include "site/model_notes.hpp"
#include "site/range_price.hpp"

namespace medisc {
namespace {

Cell count(auto value) {
  return Cell{static_cast<std::int64_t>(value)};
}

std::string text_of(const Image& image) {
  return fmt::format("{}x{}x{}", image.channels, image.height, image.width);
}

/// Shapes as far as the plan tells them: of what a step reads, and of its result.
class Shapes {
 public:
  explicit Shapes(const Plan& plan)
      : plan_(plan), shapes_{std::to_string(plan.input.features)} {
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
      first_ = inputs_of(plan, i).front();
      shapes_.push_back(std::visit(*this, plan.steps[i].op));
    }
  }

  std::string in(std::size_t step) const {
    std::string text;
    for (const std::uint32_t tensor : inputs_of(plan_, step)) {
      text += (text.empty() ? "" : " + ") + shapes_[tensor];
    }
    return text;
  }
  const std::string& out(std::size_t step) const { return shapes_[step + 1]; }

  /// By what a step has: the images of a window, the `size` of what works element by element.
  template <class Op>
  std::string operator()(const Op& op) {
    if constexpr (requires { op.window; }) {
      shapes_[first_] = text_of(op.in);
      return text_of(op.out);
    } else if constexpr (requires { op.size; }) {
      return shapes_[first_];
    } else {
      return std::to_string(op.result_size());
    }
  }

 private:
  const Plan& plan_;
  std::vector<std::string> shapes_;  ///< by tensor
  std::uint32_t first_ = 0;          ///< tensor that the step at hand reads
};

/// How a step compares: "tree", or "chain" with its layout's weight.
Cell comparison_of(const Step& step) {
  return std::visit(
      [](const auto& op) -> Cell {
        if constexpr (requires { op.chain; }) {
          return op.chain == 0 ? "tree" : "chain " + std::to_string(op.chain);
        }
        return {};
      },
      step.op);
}

/// What a step adds to a bundle's corrections.
double bundle_bytes(const Gate& gate) {
  return static_cast<double>(
             std::visit([](const auto& kind) { return correction_bits(kind); }, gate)) /
         8;
}

Table steps_table(const CompiledModel& model, const Gates& gates, const Traffic& traffic) {
  Table table{"steps",
              {{"step", "step"},
               {"name", "layer"},
               {"op", "op"},
               {"shape_in", "in"},
               {"shape_out", "out"},
               {"scale", "scale"},
               {"shift", "shift"},
               {"bound_log2", "log2 bound", 1},
               {"proven_bits", "bits"},
               {"width", "width"},
               {"comparison", "by"},
               {"flights", "flights"},
               {"bytes", "bytes", 0},
               {"bits_up", "bits up"},
               {"bits_down", "bits down"},
               {"bundle_bytes", "bundle bytes", 0}},
              {}};
  const Shapes shapes(model.plan);
  for (std::size_t i = 0; i < model.report.size(); ++i) {
    const StepReport& step = model.report[i];
    const DeclaredStep& cost = traffic.steps[i];
    table.rows.push_back(
        {count(i), step.name, step.op, shapes.in(i), shapes.out(i), count(step.scale),
         step.shift ? count(*step.shift) : Cell{},
         step.bound > 0 ? Cell{std::log2(step.bound)} : Cell{}, count(step.proven_bits),
         count(step.width), comparison_of(model.plan.steps[i]), count(cost.flights),
         Cell{static_cast<double>(cost.bits_up + cost.bits_down) / 8}, count(cost.bits_up),
         count(cost.bits_down), Cell{bundle_bytes(gates[i])}});
  }
  return table;
}

Table fidelity_table(const Fidelity& fidelity) {
  Table table{"fidelity", {{"layer", "layer"}, {"snr_db", "signal to error, dB", 1}}, {}};
  for (const auto& layer : fidelity.layers) table.rows.push_back({layer.name, layer.snr_db});
  return table;
}

Table ranges_table(const Fidelity& fidelity) {
  Table table{
      "wide_ranges", {{"feature", "feature"}, {"bits", "bits that no sample uses"}}, {}};
  for (const auto& [feature, bits] : fidelity.wide_ranges) {
    table.rows.push_back({count(feature + 1), count(bits)});
  }
  return table;
}

/// How the file was understood, and what could be had cheaper.
std::string note_on(const CompiledModel& model) {
  const std::string hint = in_one_line(model.notes);
  const std::string wide = wide_ranges_text(model);
  return hint + (hint.empty() || wide.empty() ? "" : "; ") + wide;
}

/// Of a plan without ranges far too wide, where this one has some.
void add_within_reach(std::vector<Fact>& facts, const Fidelity& fidelity) {
  if (!fidelity.within_reach) return;
  facts.push_back({"within_reach_p99", "errors with ranges as samples reach",
                   fidelity.within_reach->p99, 4});
  facts.push_back({"within_reach_payload", "payload then, bytes a record",
                   count(fidelity.within_reach->payload)});
}

Table caps_table(const std::vector<Cap>& caps) {
  Table table{
      "caps", {{"layer", "capped layer"}, {"cap", "at", 0}, {"proven", "proven below", 0}}, {}};
  for (const Cap& cap : caps) table.rows.push_back({cap.layer, cap.cap, cap.proven});
  return table;
}

Table splines_table(const Plan& plan) {
  Table table{"splines",
              {{"layer", "layer"},
               {"pieces", "pieces"},
               {"reach", "reaches", 4},
               {"error", "off by, at most", 5}},
              {}};
  for (const Spline& spline : plan.splines) {
    const auto step = std::ranges::find_if(plan.steps, [&](const Step& one) {
      return one.name == spline.step && std::holds_alternative<ThresholdStep>(one.op);
    });
    const std::size_t knots =
        step == plan.steps.end() ? 0 : std::get<ThresholdStep>(step->op).function.knots.size();
    table.rows.push_back({spline.step, count(knots + 1), spline.reach, spline.error});
  }
  return table;
}

/// What `line_ms` is called.
std::string line_title(const LinkSpeed& link) {
  return fmt::format("over {:g} ms and {:g} Mbit/s, ms a session", link.delay_ms, link.mbit_s);
}

}  // namespace

Result<void> run(const PlanArguments& arguments) {
  ModelArguments chosen = arguments.model;
  chosen.price_ranges = true;
  const auto model = load_model(chosen);
  if (!model) return tl::unexpected<Error>(model.error());
  const Plan& plan = model->compiled.plan;
  const Gates gates = make_gates(plan);
  const Traffic traffic = declared_traffic(gates, arguments.batch);
  const std::string note = note_on(model->compiled);
  std::vector<Fact> facts{{"model", "model", model->name}};
  for (Fact& fact : manifest_facts(plan)) {
    if (fact.key != "model") facts.push_back(std::move(fact));
  }
  const std::vector<Fact> compiled{
      {"plan", "plan", to_hex(hash_of(plan))},
      {"ring_bits", "ring, bits", count(plan.ring_bits)},
      {"bounds", "bounds", std::string(model->calibrated ? "calibrated" : "proven")},
      {"output", "output", std::string(plan.output == Output::kLabel ? "label" : "logits")},
      {"features", "features", count(plan.input.features)},
      {"outputs", "logits", count(plan.outputs())},
      {"batch", "records a session", count(arguments.batch)},
      {"flights", "flights a session", count(traffic.flights())},
      {"payload_up", "payload up, bytes a session", count(traffic.bytes_up())},
      {"payload_down", "payload down, bytes a session", count(traffic.bytes_down())},
      {"line_ms", line_title(arguments.model.borrows.link),
       1e3 * seconds_over(traffic, arguments.model.borrows.link)},
      {"hospital_half_bytes", "hospital's half, bytes a record", count(Seed::kBytes)},
      {"service_half_bytes", "service's half, bytes a record",
       count(Seed::kBytes + correction_bytes(gates))},
      {"openings_bytes", "opened ahead, bytes a record", count(openings_bytes(gates))},
      {"masked_weights_bytes", "masked weights, bytes once a pool",
       count(masked_weights_bytes(gates))},
      {"note", "note", note.empty() ? Cell{} : Cell{note}},
      warnings_fact(model->compiled.warnings),
      {"fidelity_all_alike", "records alike in all", model->compiled.fidelity->all_alike, 4},
  };
  facts.insert(facts.end(), compiled.begin(), compiled.end());
  add_within_reach(facts, *model->compiled.fidelity);
  print_warnings(model->compiled.warnings);
  std::vector<Table> tables;
  if (arguments.explain) tables.push_back(steps_table(model->compiled, gates, traffic));
  if (arguments.explain && !plan.splines.empty()) tables.push_back(splines_table(plan));
  if (!model->compiled.caps.empty()) tables.push_back(caps_table(model->compiled.caps));
  if (const auto& fidelity = model->compiled.fidelity) {
    if (arguments.explain) tables.push_back(fidelity_table(*fidelity));
    if (!fidelity->wide_ranges.empty()) tables.push_back(ranges_table(*fidelity));
    if (auto close = meets(*fidelity, {}); !close) {
      std::cerr << "medisc: warning: " << render(close.error()) << '\n';
    }
  }
  print(std::cout, facts, tables, arguments.format);
  return {};
}

}  // namespace medisc
