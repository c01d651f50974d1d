// Reports on their way to Orthanc, an archive that hospitals use.
#include <fstream>

#include <gmock/gmock.h>

#include "config/private_file.hpp"
#include "gateway/archives/archive_sender.hpp"
#include "http/listener.hpp"
#include "tests/cli/process.hpp"
#include "tests/error/outcomes.hpp"
#include "tests/files/folder.hpp"
#include "tests/gateway/dicom_files.hpp"
#include "tests/gateway/report_objects.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

const std::string kOrthanc = "/usr/sbin/Orthanc";
const std::string kPlugin = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";

/// A port that was free a moment ago.
int free_port() {
  const auto listener = HttpListener::open(Address{"127.0.0.1", 0});
  return std::get<Address>(listener.value().where()).port;
}

class StowOrthanc : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kOrthanc) || !std::filesystem::exists(kPlugin)) {
      GTEST_SKIP() << "orthanc and orthanc-dicomweb are not installed";
    }
    const std::string place = (folder_ / "archive").string();
    std::ofstream(folder_ / "config.json")
        << R"({"HttpPort":)" << port_ << R"(,"DicomServerEnabled":false,)"
        << R"("RemoteAccessAllowed":false,"AuthenticationEnabled":true,)"
        << R"("RegisteredUsers":{"medisc":"pass word"},"DicomWeb":{"Enable":true},)"
        << R"("StorageDirectory":")" << place << R"(","IndexDirectory":")" << place
        << R"(","Plugins":[")" << kPlugin << R"("]})";
    orthanc_.emplace(std::vector<std::string>{kOrthanc, (folder_ / "config.json").string()},
                     folder_ / "log");
    ASSERT_TRUE(eventually([&] { return !instances().empty(); }, 30s)) << orthanc_->err();
  }

  /// What it says of all its instances; "" as long as it does not answer.
  std::string instances() const {
    const std::string said =
        output_of("curl -s -u 'medisc:pass word' " + root() + "/dicom-web/instances");
    return said == "\n" ? "" : said;
  }
  std::string root() const { return "http://127.0.0.1:" + std::to_string(port_); }

  Archive archive(const std::string& login) const {
    std::filesystem::remove(folder_ / "login");
    EXPECT_TRUE(succeeded(write_new_file(folder_ / "login", "login file", login, kOwnerOnly)));
    Archive archive;
    archive.name = "orthanc";
    archive.url = root() + "/dicom-web";
    archive.login = folder_ / "login";
    return archive;
  }
  Result<void> send(const Archive& archive, const std::vector<DicomObject>& objects) const {
    return make_stow_sender(archive).value()->send(objects);
  }

  Folder folder_;
  const int port_ = free_port();
  std::optional<Process> orthanc_;
};

TEST_F(StowOrthanc, TakesObjectsOnceAndAgain) {
  const std::vector<DicomObject> objects{dicom_file("1.2.3.1"), dicom_file("1.2.3.2")};
  const Archive archive = this->archive("medisc:pass word\n");
  EXPECT_TRUE(succeeded(send(archive, objects)));
  EXPECT_THAT(instances(), HasSubstr("\"1.2.3.1\""));
  EXPECT_THAT(instances(), HasSubstr("\"1.2.3.2\""));
  EXPECT_TRUE(succeeded(send(archive, objects))) << "it has them already";
  EXPECT_TRUE(
      failed(send(this->archive("medisc:wrong"), objects), ErrorCode::kRefused, "answers 401"));
  DicomObject broken = objects[0];
  broken.file = "no DICOM";
  EXPECT_TRUE(failed(send(this->archive("medisc:pass word"), {broken}), ErrorCode::kRefused,
                     "answers 400"));
}

}  // namespace
}  // namespace medisc::test
