/// Models of maps, their images and results.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "imaging/medical_image.hpp"
#include "site/answer.hpp"
#include "tests/gateway/report_objects.hpp"

namespace medisc::test {

/// A model of images of part x part pixels and maps of map x map.
inline Plan map_plan(std::uint32_t part, std::uint32_t map, std::vector<std::string> labels) {
  Plan plan = plan_of(TaskKind::kMap, std::move(labels));
  plan.manifest.model = "lungs";
  plan.manifest.version = "2";
  plan.manifest.parts = {{"scan", {1, part, part}, Layout::kChannelsFirst, {}, {}, {}, {}}};
  const auto classes = static_cast<std::uint32_t>(plan.manifest.outcome.labels.size());
  plan.manifest.outcome.shape = {classes, map, map};
  return plan;
}

inline Plan resized(Plan plan, ResizeAspect aspect) {
  plan.manifest.preprocessing = {{0, StepKind::kResize, {}, ResizeFilter::kBilinear, aspect}};
  return plan;
}

inline MedicalImage grey(std::uint32_t rows, std::uint32_t columns) {
  MedicalImage image;
  image.name = "a.dcm";
  image.rows = rows;
  image.columns = columns;
  image.samples.resize(std::size_t{rows} * columns);
  image.attributes.resize(1);
  return image;
}

inline MapAnswer map_of(std::vector<std::uint32_t> classes) {
  return {std::move(classes), {0.5, 0.5}};
}

/// What pydicom reads: the expressions' values, a line each.
inline std::string read_of(const DicomObject& object, const std::string& expressions) {
  return WrittenObject(object).read_by(
      "/usr/bin/python3 -W error -c 'import sys, pydicom\nd = pydicom.dcmread(sys.argv[1])\n"
      "str(d)\nfor e in [" +
      expressions + "]: print(e)\n'");
}

inline bool has_pydicom() {
  return output_of("/usr/bin/python3 -c 'import pydicom, numpy'") == "\n";
}

}  // namespace medisc::test
