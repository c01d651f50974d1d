#include "gateway/report/secondary_capture.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "gateway/report/map_overlay.hpp"
#include "gateway/report/object_modules.hpp"
#include "gateway/report/object_text.hpp"
#include "imaging/dicom_library.hpp"
#include "site/label_picture.hpp"

namespace medisc {
namespace {

constexpr ObjectKind kCaptureKind{UID_SecondaryCaptureImageStorage, "OT", "secondary capture",
                                  "MediSC map over image - Not for clinical use", "9903"};
constexpr const char* kWarning = "NOT FOR CLINICAL USE. Computed by a neural network.";
constexpr std::size_t kShortText = 1024;  ///< letters of ST

/// "1: lung (128, 0, 0)", of the classes that are there.
std::string legend(const MapOverlay& overlay, const std::vector<std::string>& labels) {
  std::vector<bool> present(labels.size());
  for (const auto& one : overlay.map.classes) {
    if (one) present[*one] = true;
  }
  std::string text;
  for (std::uint32_t i = overlay.first; i < labels.size(); ++i) {
    if (!present[i]) continue;
    const auto rgb = colour_of(i);
    text += fmt::format("\n{}: {} ({}, {}, {})", i, labels[i], rgb[0], rgb[1], rgb[2]);
  }
  return text;
}

void put_picture(ObjectWriter& writer, DcmDataset& dataset, const RgbPicture& picture) {
  writer.text(&dataset, DCM_PhotometricInterpretation, "RGB");
  writer.number(&dataset, DCM_SamplesPerPixel, 3);
  writer.number(&dataset, DCM_PlanarConfiguration, 0);
  writer.number(&dataset, DCM_Rows, static_cast<Uint16>(picture.rows));
  writer.number(&dataset, DCM_Columns, static_cast<Uint16>(picture.columns));
  writer.number(&dataset, DCM_BitsAllocated, 8);
  writer.number(&dataset, DCM_BitsStored, 8);
  writer.number(&dataset, DCM_HighBit, 7);
  writer.number(&dataset, DCM_PixelRepresentation, 0);
  writer.step(
      dataset.putAndInsertUint8Array(DcmTag(DCM_PixelData, EVR_OB), picture.pixels.data(),
                                     static_cast<unsigned long>(picture.pixels.size())),
      DCM_PixelData);
}

}  // namespace

Result<DicomObject> secondary_capture(const StudyAttributes& attributes,
                                      const MedicalImage& image, const Plan& plan,
                                      const MapAnswer& answer, const ReportFacts& facts) {
  if (auto started = start_dicom_library(); !started) return tl::unexpected(started.error());
  if (auto fits = expect_source({attributes, facts}); !fits) {
    return tl::unexpected(fits.error());
  }
  const auto overlay = map_overlay(plan, answer, image);
  if (!overlay) return tl::unexpected(overlay.error());
  const StudyAttributes converted = in_utf8(attributes);

  auto dataset = std::make_shared<DcmDataset>();
  ObjectWriter writer;
  put_modules(writer, *dataset, kCaptureKind, plan.manifest, converted, facts);
  const std::string words = std::string(kWarning) + " " + overlay->map.derivation;
  writer.text(dataset.get(), DCM_ConversionType, "WSD");
  writer.text(dataset.get(), DCM_ImageType, "DERIVED\\SECONDARY");
  writer.text(dataset.get(), DCM_BurnedInAnnotation, "NO");
  writer.text(dataset.get(), DCM_PatientOrientation, "");
  writer.text(dataset.get(), DCM_DerivationDescription, words.substr(0, kShortText));
  writer.text(dataset.get(), DCM_ImageComments,
              plain_text(shown(kWarning + legend(*overlay, labels_of(plan)), converted)));
  writer.reference(dataset.get(), DCM_SourceImageSequence, attributes.sop_class_uid,
                   attributes.sop_instance_uid);
  put_picture(writer, *dataset, overlay->picture);
  if (!writer.result()) return tl::unexpected(writer.result().error());
  return finished(std::move(dataset));
}

}  // namespace medisc
