#include "gateway/report/segmentation.hpp"

#include <array>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "gateway/report/cielab.hpp"
#include "gateway/report/map_placement.hpp"
#include "gateway/report/object_modules.hpp"
#include "gateway/report/object_text.hpp"
#include "gateway/report/object_uid.hpp"
#include "gateway/report/report_codes.hpp"
#include "imaging/dicom_library.hpp"
#include "site/label_picture.hpp"

namespace medisc {
namespace {

constexpr ObjectKind kSegmentationKind{UID_SegmentationStorage, "SEG", "segmentation",
                                       "MediSC map - Not for clinical use", "9902"};
constexpr Code kTissue{"85756007", "SCT", "Tissue"};
constexpr Code kSegmented{"113076", "DCM", "Segmentation"};
constexpr Code kSourceImage{"121322", "DCM", "Source image for image processing operation"};
constexpr const char* kWarning = "NOT FOR CLINICAL USE.";

/// Classes that become segments.
std::vector<std::uint32_t> segments_of(const Plan& plan, const PlacedMap& map) {
  const std::uint32_t first = first_shown_class(plan);
  std::set<std::uint32_t> present;
  for (const auto& one : map.classes) {
    if (one && *one >= first) present.insert(*one);
  }
  if (present.empty()) present.insert(first);
  return {present.begin(), present.end()};
}

/// A bit a pixel, frame after frame, the first in a byte's lowest bit (PS3.5, 8.1.1); an even
/// number of bytes.
std::vector<Uint8> bits_of(const PlacedMap& map, const std::vector<std::uint32_t>& segments) {
  const std::size_t pixels = map.classes.size();
  std::vector<Uint8> bits((pixels * segments.size() + 15) / 16 * 2);
  for (std::size_t frame = 0; frame < segments.size(); ++frame) {
    for (std::size_t i = 0; i < pixels; ++i) {
      if (map.classes[i] != segments[frame]) continue;
      const std::size_t bit = frame * pixels + i;
      bits[bit / 8] = static_cast<Uint8>(bits[bit / 8] | 1U << (bit % 8));
    }
  }
  return bits;
}

class SegmentationWriter : public ObjectWriter {
 public:
  SegmentationWriter(DcmDataset& dataset, const StudyAttributes& source,
                     const ReportFacts& facts)
      : dataset_(dataset), source_(source), facts_(facts) {}

  void pixels(const PlacedMap& map, const std::vector<std::uint32_t>& segments);
  void segment(Uint16 number, std::uint32_t index, const std::string& label,
               const Manifest& manifest);
  void dimensions();
  void groups(const PlacedMap& map, const FrameAttributes& frame, std::size_t frames);
  void references();

 private:
  void geometry(DcmItem* group, const FrameAttributes& frame);
  void derivation(DcmItem* group, const PlacedMap& map);

  DcmDataset& dataset_;
  const StudyAttributes& source_;
  const ReportFacts& facts_;
};

/// Image Pixel, Segmentation Image and Multi-frame attributes (PS3.3, C.7.6.3, C.8.20.2).
void SegmentationWriter::pixels(const PlacedMap& map,
                                const std::vector<std::uint32_t>& segments) {
  text(&dataset_, DCM_ImageType, "DERIVED\\PRIMARY");
  text(&dataset_, DCM_ImageComments, std::string(kWarning) + " Computed by a neural network.");
  text(&dataset_, DCM_ContentLabel, "MEDISC_MAP");
  text(&dataset_, DCM_ContentDescription, kNotForClinicalUse);
  text(&dataset_, DCM_ContentCreatorName, "");
  text(&dataset_, DCM_LossyImageCompression, "00");
  text(&dataset_, DCM_SegmentationType, "BINARY");
  text(&dataset_, DCM_PhotometricInterpretation, "MONOCHROME2");
  text(&dataset_, DCM_NumberOfFrames, std::to_string(segments.size()));
  number(&dataset_, DCM_SamplesPerPixel, 1);
  number(&dataset_, DCM_Rows, static_cast<Uint16>(map.rows));
  number(&dataset_, DCM_Columns, static_cast<Uint16>(map.columns));
  number(&dataset_, DCM_BitsAllocated, 1);
  number(&dataset_, DCM_BitsStored, 1);
  number(&dataset_, DCM_HighBit, 0);
  number(&dataset_, DCM_PixelRepresentation, 0);
  const std::vector<Uint8> bits = bits_of(map, segments);
  step(dataset_.putAndInsertUint8Array(DcmTag(DCM_PixelData, EVR_OB), bits.data(),
                                       static_cast<unsigned long>(bits.size())),
       DCM_PixelData);
}

void SegmentationWriter::segment(Uint16 order, std::uint32_t index, const std::string& label,
                                 const Manifest& manifest) {
  DcmItem* const item = sequence(&dataset_, DCM_SegmentSequence);
  const std::string named = one_value(shown(label, source_), kLongString);
  const std::string meaning = named.empty() ? fmt::format("class {}", index) : named;
  const std::string value = fmt::format("{}-{}", index, to_hex(facts_.plan_hash).substr(0, 8));
  number(item, DCM_SegmentNumber, order);
  text(item, DCM_SegmentLabel, meaning);
  text(item, DCM_SegmentDescription, kWarning);
  text(item, DCM_SegmentAlgorithmType, "AUTOMATIC");
  text(item, DCM_SegmentAlgorithmName,
       one_value(shown("MediSC: " + manifest.model + " " + manifest.version, source_),
                 kLongString));
  code(item, DCM_SegmentedPropertyCategoryCodeSequence, kTissue);
  code(item, DCM_SegmentedPropertyTypeCodeSequence,
       {value.c_str(), code::kOwnScheme, meaning.c_str()});
  const std::array<std::uint16_t, 3> colour = cielab_of(colour_of(index % kPictureClasses));
  if (item != nullptr) {
    step(item->putAndInsertUint16Array(DCM_RecommendedDisplayCIELabValue, colour.data(), 3),
         DCM_RecommendedDisplayCIELabValue);
  }
}

/// Frames are told apart by their segment.
void SegmentationWriter::dimensions() {
  const std::string uid = object_uid(facts_, source_.sop_instance_uid, "dimensions");
  text(sequence(&dataset_, DCM_DimensionOrganizationSequence), DCM_DimensionOrganizationUID,
       uid);
  DcmItem* const index = sequence(&dataset_, DCM_DimensionIndexSequence);
  text(index, DCM_DimensionOrganizationUID, uid);
  text(index, DCM_DimensionDescriptionLabel, "Segment");
  if (index == nullptr) return;
  step(index->putAndInsertTagKey(DCM_DimensionIndexPointer, DCM_ReferencedSegmentNumber),
       DCM_DimensionIndexPointer);
  step(index->putAndInsertTagKey(DCM_FunctionalGroupPointer, DCM_SegmentIdentificationSequence),
       DCM_FunctionalGroupPointer);
}

void SegmentationWriter::groups(const PlacedMap& map, const FrameAttributes& frame,
                                std::size_t frames) {
  DcmItem* const shared = sequence(&dataset_, DCM_SharedFunctionalGroupsSequence);
  geometry(shared, frame);
  derivation(shared, map);
  for (std::size_t i = 1; i <= frames; ++i) {
    DcmItem* const own = sequence(&dataset_, DCM_PerFrameFunctionalGroupsSequence);
    DcmItem* const content = sequence(own, DCM_FrameContentSequence);
    const auto index = static_cast<Uint32>(i);
    if (content != nullptr) {
      step(content->putAndInsertUint32(DCM_DimensionIndexValues, index),
           DCM_DimensionIndexValues);
    }
    number(sequence(own, DCM_SegmentIdentificationSequence), DCM_ReferencedSegmentNumber,
           static_cast<Uint16>(i));
  }
}

/// Where the image lies in its frame of reference, if it says so.
void SegmentationWriter::geometry(DcmItem* group, const FrameAttributes& frame) {
  if (!is_uid(source_.frame_of_reference_uid) || !frame.orientation || !frame.position ||
      !frame.spacing) {
    return;
  }
  const auto numbers = [](const auto& values) {
    std::string joined;
    for (const double value : values) {
      joined += (joined.empty() ? "" : "\\") + decimal_string(value);
    }
    return joined;
  };
  text(&dataset_, DCM_FrameOfReferenceUID, source_.frame_of_reference_uid);
  text(&dataset_, DCM_PositionReferenceIndicator, "");
  text(sequence(group, DCM_PixelMeasuresSequence), DCM_PixelSpacing, numbers(*frame.spacing));
  text(sequence(group, DCM_PlaneOrientationSequence), DCM_ImageOrientationPatient,
       numbers(*frame.orientation));
  text(sequence(group, DCM_PlanePositionSequence), DCM_ImagePositionPatient,
       numbers(*frame.position));
}

void SegmentationWriter::derivation(DcmItem* group, const PlacedMap& map) {
  DcmItem* const item = sequence(group, DCM_DerivationImageSequence);
  text(item, DCM_DerivationDescription, std::string(kWarning) + " " + map.derivation);
  code(item, DCM_DerivationCodeSequence, kSegmented);
  DcmItem* const image = sequence(item, DCM_SourceImageSequence);
  text(image, DCM_ReferencedSOPClassUID, source_.sop_class_uid);
  text(image, DCM_ReferencedSOPInstanceUID, source_.sop_instance_uid);
  text(image, DCM_SpatialLocationsPreserved, "YES");
  code(image, DCM_PurposeOfReferenceCodeSequence, kSourceImage);
}

/// Common Instance Reference (C.12.2).
void SegmentationWriter::references() {
  DcmItem* const series = sequence(&dataset_, DCM_ReferencedSeriesSequence);
  text(series, DCM_SeriesInstanceUID, source_.series_uid);
  reference(series, DCM_ReferencedInstanceSequence, source_.sop_class_uid,
            source_.sop_instance_uid);
}

}  // namespace

Result<DicomObject> segmentation(const StudyAttributes& attributes, const MedicalImage& image,
                                 const Plan& plan, const MapAnswer& answer,
                                 const ReportFacts& facts) {
  if (auto started = start_dicom_library(); !started) return tl::unexpected(started.error());
  if (auto fits = expect_source({attributes, facts}); !fits) {
    return tl::unexpected(fits.error());
  }
  const auto map = placed_map(plan, answer, image);
  if (!map) return tl::unexpected(map.error());
  const std::vector<std::string> labels = labels_of(plan);
  const std::vector<std::uint32_t> segments = segments_of(plan, *map);
  if (segments.size() > kMostSegments) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("a map of {} classes; a segmentation holds {} at most",
                            segments.size(), kMostSegments));
  }
  const StudyAttributes converted = in_utf8(attributes);
  auto dataset = std::make_shared<DcmDataset>();
  SegmentationWriter writer(*dataset, converted, facts);
  put_modules(writer, *dataset, kSegmentationKind, plan.manifest, converted, facts);
  writer.pixels(*map, segments);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    writer.segment(static_cast<Uint16>(i + 1), segments[i], labels[segments[i]], plan.manifest);
  }
  writer.dimensions();
  writer.groups(*map, image.of_frame(0), segments.size());
  writer.references();
  if (!writer.result()) return tl::unexpected(writer.result().error());
  return finished(std::move(dataset));
}

}  // namespace medisc
