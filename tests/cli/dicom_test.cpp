// Images from modalities, and reports to an archive: real processes, dcmtk at both ends.
#include "tests/cli/dicom_site.hpp"

namespace medisc::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class Dicom : public DicomSite {};

TEST_F(Dicom, AnImageComesAndItsReportGoesToTheArchive) {
  start(3);
  start_archive();
  start_gateway();
  EXPECT_EQ(echo().status, 0) << gateway_->err();
  const Outcome stored = store(kDicomImages / "us8.dcm");
  ASSERT_EQ(stored.status, 0) << stored.out << stored.err << gateway_->err();
  ASSERT_TRUE(await_archived(1)) << gateway_->err();
  const std::string report = dsrdump(archived_files().front());
  EXPECT_THAT(report, HasSubstr("Imaging Measurement Report"));
  EXPECT_THAT(report, HasSubstr("UNVERIFIED"));
  EXPECT_THAT(report, HasSubstr("NOT FOR CLINICAL USE"));
  EXPECT_THAT(report, HasSubstr("1.2.826.0.1.3680043.8.498.1.11"));
  EXPECT_EQ(consumed(), 1U);

  // The same again is nothing new, whoever sends it.
  EXPECT_EQ(store(kDicomImages / "us8.dcm").status, 0);
  EXPECT_EQ(store(kDicomImages / "us8.dcm", {"--aetitle", "OTHER"}).status, 0);
  ASSERT_TRUE(eventually([&] { return get("/v1/diagnoses").at("results").size() == 1; }));
  EXPECT_EQ(consumed(), 1U);
  const auto result = get("/v1/diagnoses").at("results").at(0);
  EXPECT_EQ(result.at("record"), "1.2.826.0.1.3680043.8.498.1.11");
  EXPECT_EQ(result.at("door"), "dicom");
  EXPECT_EQ(result.at("asker"), "STORESCU");
}

}  // namespace
}  // namespace medisc::test
