#include "gateway/intake/result_objects.hpp"

#include "gateway/report/secondary_capture.hpp"
#include "gateway/report/segmentation.hpp"
#include "gateway/report/structured_report.hpp"
#include "imaging/dicom.hpp"
#include "records/file_bytes.hpp"

namespace medisc {
namespace {

ReportFacts facts_of(const StoredResult& result) {
  return {result.service, result.plan_hash, result.request, result.place,
          result.session, result.record,    result.made_at, MEDISC_VERSION};
}

}  // namespace

Result<ResultObjects> result_objects(const IntakeRule& rule, const Plan& plan,
                                     const StoredResult& result,
                                     const std::filesystem::path& file) {
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  const auto attributes = read_study_attributes(*bytes, "the image");
  if (!attributes) return tl::unexpected<Error>(attributes.error());
  const Answer answer = answer_of(plan, result.logits);
  const ReportFacts facts = facts_of(result);
  ResultObjects made;
  const auto keep = [&](Result<DicomObject> object) -> Result<void> {
    if (!object) return tl::unexpected<Error>(object.error());
    made.objects.push_back(std::move(*object));
    return {};
  };
  if (rule.report) {
    if (auto kept = keep(structured_report(*attributes, plan, answer, facts)); !kept) {
      return tl::unexpected<Error>(kept.error());
    }
  }
  const auto* map = std::get_if<MapAnswer>(&answer);
  if (map == nullptr || (!rule.segmentation && !rule.picture)) return made;
  const auto image = read_dicom(*bytes, "the image");
  if (!image) return tl::unexpected<Error>(image.error());
  const auto note = [&](const Result<void>& kept) {
    if (!kept) made.notes.push_back(render(kept.error()));
  };
  if (rule.segmentation) note(keep(segmentation(*attributes, *image, plan, *map, facts)));
  if (rule.picture) note(keep(secondary_capture(*attributes, *image, plan, *map, facts)));
  return made;
}

}  // namespace medisc
