/// Manifests for tests of what reads records.
#pragma once

#include <string>
#include <vector>

#include "plan/manifest.hpp"
#include "records/record_form.hpp"

namespace medisc {

/// A table of these features.
inline Manifest table_manifest(std::vector<std::string> features) {
  Manifest manifest;
  RecordPart part;
  part.name = "table";
  part.shape = {static_cast<std::uint32_t>(features.size())};
  part.features = std::move(features);
  manifest.parts.push_back(part);
  return manifest;
}

/// An image, channels first.
inline Manifest image_manifest(std::vector<std::uint32_t> shape) {
  Manifest manifest;
  RecordPart part;
  part.name = "image";
  part.shape = std::move(shape);
  part.layout = Layout::kChannelsFirst;
  manifest.parts.push_back(part);
  return manifest;
}

/// An image of 1 x 2 x 2 and a table of age and sex.
inline Manifest two_part_manifest() {
  Manifest manifest = image_manifest({1, 2, 2});
  manifest.parts.push_back(table_manifest({"age", "sex"}).parts[0]);
  return manifest;
}

inline RecordForm form(const Manifest& manifest) {
  return form_of(manifest).value();
}

}  // namespace medisc
