#include "gateway/report/structured_report.hpp"

#include <memory>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmsr/dsrdoc.h>

#include "gateway/report/object_modules.hpp"
#include "gateway/report/object_text.hpp"
#include "gateway/report/report_codes.hpp"
#include "gateway/report/report_content.hpp"
#include "imaging/dicom_library.hpp"

namespace medisc {
namespace {

constexpr ObjectKind kReportKind{UID_ComprehensiveSRStorage, "SR", "structured report",
                                 "MediSC report - Not for clinical use", "9901"};

tl::unexpected<Error> not_made(const OFCondition& why) {
  return fail(ErrorCode::kInternal, std::string("the report can't be made: ") + why.text());
}

/// The SR modules (PS3.3, C.17) as DCMTK writes them.
Result<void> write_document(DSRDocument& document, const StudyAttributes& image,
                            DcmDataset& dataset) {
  document.getTree().gotoRoot();
  OFCondition done = document.getTree().setTemplateIdentification("1500", "DCMR");
  if (done.good())
    done = document.setSpecificCharacterSet(image.character_set.c_str(), OFFalse);
  if (done.good()) {
    done = document.getCurrentRequestedProcedureEvidence().addItem(
        image.study_uid.c_str(), image.series_uid.c_str(), image.sop_class_uid.c_str(),
        image.sop_instance_uid.c_str());
  }
  if (done.good()) {
    done = document.getCodingSchemeIdentification().addItem(code::kOwnScheme);
  }
  if (done.good()) {
    auto& schemes = document.getCodingSchemeIdentification();
    schemes.setCodingSchemeName("MediSC");
    schemes.setCodingSchemeResponsibleOrganization("MediSC");
  }
  if (done.good()) done = document.completeDocument("Computed; not seen by anybody");
  if (done.good()) done = document.write(dataset);
  if (done.bad()) return not_made(done);
  return {};
}

}  // namespace

Result<DicomObject> structured_report(const StudyAttributes& image, const Plan& plan,
                                      const Answer& answer, const ReportFacts& facts) {
  if (auto started = start_dicom_library(); !started) return tl::unexpected(started.error());
  if (auto fits = expect_source({image, facts}); !fits) return tl::unexpected(fits.error());
  const StudyAttributes converted = in_utf8(image);
  DSRDocument document(DSRTypes::DT_ComprehensiveSR);
  ReportTree tree(document.getTree(), is_utf8(converted));
  if (auto written = write_content(tree, {converted, facts}, plan, answer); !written) {
    return tl::unexpected(written.error());
  }
  auto dataset = std::make_shared<DcmDataset>();
  if (auto written = write_document(document, converted, *dataset); !written) {
    return tl::unexpected(written.error());
  }
  ObjectWriter writer;
  put_modules(writer, *dataset, kReportKind, plan.manifest, converted, facts);
  if (!writer.result()) return tl::unexpected(writer.result().error());
  return finished(std::move(dataset));
}

}  // namespace medisc
