#include "gateway/report/secondary_capture.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "gateway/report/map_placement.hpp"
#include "gateway/report/object_modules.hpp"
#include "gateway/report/object_text.hpp"
#include "gateway/report/source_picture.hpp"
#include "imaging/dicom_library.hpp"
#include "site/label_picture.hpp"

namespace medisc {
namespace {

constexpr ObjectKind kCaptureKind{UID_SecondaryCaptureImageStorage, "OT", "secondary capture",
                                  "MediSC map over image - Not for clinical use", "9903"};
constexpr const char* kWarning = "NOT FOR CLINICAL USE. Computed by a neural network.";
constexpr std::size_t kShortText = 1024;  ///< letters of ST

/// Half the picture, half the colour of the class, where there is one to show.
void colour(std::vector<std::uint8_t>& picture, const PlacedMap& map, std::uint32_t first) {
  for (std::size_t i = 0; i < map.classes.size(); ++i) {
    if (!map.classes[i] || *map.classes[i] < first) continue;
    const auto over = colour_of(*map.classes[i]);
    for (std::size_t c = 0; c < 3; ++c) {
      std::uint8_t& below = picture[3 * i + c];
      below = static_cast<std::uint8_t>((below + over[c] + 1) / 2);
    }
  }
}

/// "1: lung (128, 0, 0)", of the classes that are there.
std::string legend(const PlacedMap& map, std::uint32_t first,
                   const std::vector<std::string>& labels) {
  std::vector<bool> present(labels.size());
  for (const auto& one : map.classes) {
    if (one) present[*one] = true;
  }
  std::string text;
  for (std::uint32_t i = first; i < labels.size(); ++i) {
    if (!present[i]) continue;
    const auto rgb = colour_of(i);
    text += fmt::format("\n{}: {} ({}, {}, {})", i, labels[i], rgb[0], rgb[1], rgb[2]);
  }
  return text;
}

void put_picture(ObjectWriter& writer, DcmDataset& dataset, const MedicalImage& image,
                 const std::vector<std::uint8_t>& picture) {
  writer.text(&dataset, DCM_PhotometricInterpretation, "RGB");
  writer.number(&dataset, DCM_SamplesPerPixel, 3);
  writer.number(&dataset, DCM_PlanarConfiguration, 0);
  writer.number(&dataset, DCM_Rows, static_cast<Uint16>(image.rows));
  writer.number(&dataset, DCM_Columns, static_cast<Uint16>(image.columns));
  writer.number(&dataset, DCM_BitsAllocated, 8);
  writer.number(&dataset, DCM_BitsStored, 8);
  writer.number(&dataset, DCM_HighBit, 7);
  writer.number(&dataset, DCM_PixelRepresentation, 0);
  writer.step(dataset.putAndInsertUint8Array(DcmTag(DCM_PixelData, EVR_OB), picture.data(),
                                             static_cast<unsigned long>(picture.size())),
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
  const auto map = placed_map(plan, answer, image);
  if (!map) return tl::unexpected(map.error());
  const std::vector<std::string> labels = labels_of(plan);
  if (labels.size() > kPictureClasses) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("a map of {} classes; a picture has {} colours", labels.size(),
                            kPictureClasses));
  }
  const StudyAttributes converted = in_utf8(attributes);
  const std::uint32_t first = first_shown_class(plan);
  std::vector<std::uint8_t> picture = source_picture(image);
  colour(picture, *map, first);

  auto dataset = std::make_shared<DcmDataset>();
  ObjectWriter writer;
  put_modules(writer, *dataset, kCaptureKind, plan.manifest, converted, facts);
  const std::string words = std::string(kWarning) + " " + map->derivation;
  writer.text(dataset.get(), DCM_ConversionType, "WSD");
  writer.text(dataset.get(), DCM_ImageType, "DERIVED\\SECONDARY");
  writer.text(dataset.get(), DCM_BurnedInAnnotation, "NO");
  writer.text(dataset.get(), DCM_PatientOrientation, "");
  writer.text(dataset.get(), DCM_DerivationDescription, words.substr(0, kShortText));
  writer.text(dataset.get(), DCM_ImageComments,
              plain_text(shown(kWarning + legend(*map, first, labels), converted)));
  writer.reference(dataset.get(), DCM_SourceImageSequence, attributes.sop_class_uid,
                   attributes.sop_instance_uid);
  put_picture(writer, *dataset, image, picture);
  if (!writer.result()) return tl::unexpected(writer.result().error());
  return finished(std::move(dataset));
}

}  // namespace medisc
