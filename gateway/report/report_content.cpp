#include "gateway/report/report_content.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "gateway/report/object_text.hpp"
#include "gateway/report/object_uid.hpp"
#include "gateway/report/report_codes.hpp"
#include "gateway/report/ucum.hpp"

namespace medisc {
namespace {

constexpr const char* kWarning =
    "NOT FOR CLINICAL USE. Computed by a neural network, seen and verified by nobody.";
constexpr const char* kMapNote =
    "The map itself, a class a pixel, is a DICOM object of its own in this study, where it was "
    "asked for: a Segmentation, or a Secondary Capture.";
constexpr const char* kLabelNote =
    "The model tells its label alone: there are no probabilities.";

/// What was measured, one finding, class or number a group.
class Measurements {
 public:
  Measurements(ReportTree& tree, const ObjectSource& source, const Plan& plan)
      : tree_(tree), source_(source), plan_(plan), labels_(labels_of(plan)) {}

  Result<void> operator()(const ClassAnswer& answer) {
    if (answer.softmax.empty()) return label_alone(answer.label);
    return largest(answer.softmax, "classes", [&](std::size_t i) {
      tree_.number(code::kProbability, answer.softmax[i], "1", "no units");
    });
  }

  Result<void> operator()(const BinaryAnswer& answer) {
    if (!answer.probability) return label_alone(answer.label);
    if (labels_.size() < 2) return no_answer();
    tree_.enter(code::kMeasurements);
    group(1, [&] { judged(*answer.probability, threshold(0), answer.positive); });
    tree_.leave();
    return {};
  }

  Result<void> operator()(const FindingsAnswer& answer) {
    if (answer.positive.size() != answer.probabilities.size()) return no_answer();
    return all(answer.probabilities.size(), "findings", [&](std::size_t i) {
      judged(answer.probabilities[i], threshold(i), answer.positive[i]);
    });
  }

  Result<void> operator()(const NumberAnswer& answer) {
    const std::string unit = ucum_code(answer.unit);
    const std::string meaning =
        unit == "1" || answer.unit.empty() ? std::string("no units") : answer.unit;
    return all(answer.values.size(), "numbers", [&](std::size_t i) {
      tree_.number(code::kValue, answer.values[i], unit, meaning);
      if (unit == "1") tree_.text(code::kUnit, answer.unit);
    });
  }

  Result<void> operator()(const MapAnswer& answer) {
    if (auto listed = largest(answer.shares, "classes of the map",
                              [&](std::size_t i) {
                                tree_.number(code::kShare, 100 * answer.shares[i], "%", "%");
                              });
        !listed) {
      return listed;
    }
    tree_.text(code::kComment, kMapNote);
    return {};
  }

 private:
  double threshold(std::size_t i) const {
    const std::vector<double>& thresholds = plan_.manifest.outcome.thresholds;
    return i < thresholds.size() ? thresholds[i] : 0.5;
  }

  static tl::unexpected<Error> no_answer() {
    return fail(ErrorCode::kBadInput, "the result is none of this plan's task");
  }

  Result<void> label_alone(const std::string& label) {
    tree_.enter(code::kEvaluations);
    tree_.text(code::kFinding, label);
    tree_.leave();
    tree_.text(code::kComment, kLabelNote);
    return {};
  }

  template <class Write>
  void group(std::size_t i, Write write) {
    tree_.enter(code::kGroup);
    tree_.context(code::kTracking, labels_[i]);
    tree_.context_uid(code::kTrackingUid,
                      object_uid(source_.facts, source_.image.sop_instance_uid,
                                 "finding " + std::to_string(i)));
    tree_.text(code::kFinding, labels_[i]);
    write();
    tree_.leave();
  }

  void judged(double probability, double threshold, bool positive) {
    tree_.number(code::kProbability, probability, "1", "no units");
    tree_.number(code::kThreshold, threshold, "1", "no units");
    tree_.code(code::kReached, positive ? code::kYes : code::kNo);
  }

  template <class Write>
  Result<void> all(std::size_t count, const char* what, Write write) {
    if (count > labels_.size()) return no_answer();
    if (count > kMostFindingItems) {
      return fail(ErrorCode::kUnsupported, fmt::format("a report of {} {}; it holds {} at most",
                                                       count, what, kMostFindingItems));
    }
    tree_.enter(code::kMeasurements);
    for (std::size_t i = 0; i < count; ++i) {
      group(i, [&] { write(i); });
    }
    tree_.leave();
    return {};
  }

  /// The largest of many, the first of equal ones first.
  template <class Write>
  Result<void> largest(const std::vector<double>& values, const char* what, Write write) {
    if (values.size() > labels_.size()) return no_answer();
    if (!std::ranges::all_of(values, [](double value) { return std::isfinite(value); })) {
      return fail(ErrorCode::kBadInput, "a result is no finite number");
    }
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater(),
                             [&](std::size_t i) { return values[i]; });
    order.resize(std::min(order.size(), kMostClassItems));
    tree_.enter(code::kMeasurements);
    for (const std::size_t i : order) {
      group(i, [&] { write(i); });
    }
    tree_.leave();
    if (order.size() < values.size()) {
      tree_.text(code::kComment,
                 fmt::format("The first {} of {} {}.", order.size(), values.size(), what));
    }
    return {};
  }

  ReportTree& tree_;
  const ObjectSource& source_;
  const Plan& plan_;
  std::vector<std::string> labels_;
};

std::string model_of(const Plan& plan) {
  return plan.manifest.model.empty() ? "unnamed" : plan.manifest.model;
}

/// TID 1004.
void write_observer(ReportTree& tree, const Plan& plan, const ReportFacts& facts) {
  const std::string hash = to_hex(facts.plan_hash);
  tree.context(code::kObserverType, code::kDevice);
  tree.context_uid(code::kObserverUid, named_uid("device " + facts.release + " " + hash));
  tree.context(code::kObserverName, kMaker);
  tree.context(code::kObserverMaker, kMaker);
  tree.context(code::kObserverModel, model_of(plan) + " " + plan.manifest.version);
  tree.context(code::kObserverSerial, hash);
}

/// TID 1600.
void write_images(ReportTree& tree, const StudyAttributes& image) {
  tree.enter(code::kImageLibrary);
  tree.enter(code::kImageGroup);
  tree.image(image.sop_class_uid, image.sop_instance_uid);
  tree.leave();
  tree.leave();
}

void write_fidelity(ReportTree& tree, const FidelitySummary& fidelity) {
  constexpr double kMillionth = 1e-6;
  tree.enter(code::kFidelity);
  if (fidelity.measured()) {
    tree.number(code::kAgreement, 100 * fidelity.agreement * kMillionth, "%", "%");
    tree.number(code::kP99, fidelity.p99 * kMillionth, "1", "no units");
    tree.number(code::kMeasured, fidelity.samples, "{records}", "records");
    tree.number(code::kDrawn, fidelity.drawn, "{records}", "records");
  } else {
    tree.text(code::kComment, "Not measured.");
  }
  tree.leave();
}

void write_origin(ReportTree& tree, const Plan& plan, const ReportFacts& facts) {
  tree.enter(code::kOrigin);
  tree.text(code::kAlgorithm, model_of(plan));
  tree.text(code::kVersion, plan.manifest.version);
  tree.text(code::kPlan, to_hex(facts.plan_hash));
  tree.text(code::kService, facts.service);
  tree.text(code::kRequest, facts.request);
  tree.text(code::kSession, facts.session);
  tree.text(code::kRecord, facts.record);
  tree.time(code::kMadeAt, local_time(facts));
  tree.text(code::kSoftware, "MediSC " + facts.release);
  write_fidelity(tree, plan.fidelity);
  tree.leave();
}

}  // namespace

Result<void> write_content(ReportTree& tree, const ObjectSource& source, const Plan& plan,
                           const Answer& answer) {
  tree.enter(code::kReport);
  tree.modifier(code::kLanguage, code::kEnglish);
  write_observer(tree, plan, source.facts);
  tree.modifier(code::kProcedure, code::kImaging);
  tree.text(code::kComment, kWarning);
  write_images(tree, source.image);
  tree.text(code::kFinding, to_text(plan, answer));
  if (auto written = std::visit(Measurements(tree, source, plan), answer); !written) {
    return written;
  }
  write_origin(tree, plan, source.facts);
  return tree.end();
}

}  // namespace medisc
