// Orthanc as the PACS: it routes an image to the gateway, and gets the report into its study.
#include <fstream>

#include "tests/cli/dicom_site.hpp"

namespace medisc::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kOrthanc = "/usr/sbin/Orthanc";
constexpr const char* kPlugin = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";

class OrthancTest : public DicomSite {
 protected:
  void SetUp() override {
    DicomSite::SetUp();
    if (!fs::exists(kOrthanc)) GTEST_SKIP() << "Orthanc is not installed";
  }

  /// Sends on images of modality US, as they come, to the gateway.
  void start_orthanc() {
    site_.write("route.lua",
                "function OnStoredInstance(id, tags, metadata, origin)\n"
                "  if tags['Modality'] == 'US' then SendToModality(id, 'medisc') end\n"
                "end\n");
    const json settings{
        {"Name", "PACS"},
        {"StorageDirectory", site_.path("orthanc")},
        {"IndexDirectory", site_.path("orthanc")},
        {"HttpPort", http_port_},
        {"RemoteAccessAllowed", false},
        {"DicomPort", archive_port_},
        {"DicomAet", "PACS"},
        {"DicomModalities", {{"medisc", {"MEDISC", "127.0.0.1", std::stoi(port_)}}}},
        {"LuaScripts", {site_.path("route.lua")}},
        {"DicomWeb", {{"Enable", true}}},
        {"Plugins", fs::exists(kPlugin) ? json::array({kPlugin}) : json::array()}};
    site_.write("orthanc.json", settings.dump());
    orthanc_ = std::make_unique<Process>(Words{kOrthanc, site_.path("orthanc.json")},
                                         site_ / "orthanc-log");
    ASSERT_TRUE(eventually([&] { return orthanc("/system").is_object(); }, 20s))
        << orthanc_->err();
  }

  json orthanc(const std::string& path, const Words& more = {}) const {
    Words command{"/usr/bin/curl", "--silent", "--max-time", "20"};
    command.insert(command.end(), more.begin(), more.end());
    command.push_back("http://127.0.0.1:" + std::to_string(http_port_) + path);
    return json::parse(call(command).out, nullptr, false);
  }
  /// Ids of the instances of a modality.
  json found(const std::string& modality) const {
    const json query{{"Level", "Instance"}, {"Query", {{"Modality", modality}}}};
    return orthanc("/tools/find", {"--data", query.dump()});
  }

  const std::uint16_t http_port_ = free_port();
  std::unique_ptr<Process> orthanc_;
};

TEST_F(OrthancTest, RoutesAnImageAndGetsItsReport) {
  start(2);
  start_gateway("callers = [\"PACS@127.0.0.1\"]\n");
  start_orthanc();
  const Outcome stored =
      call({"/usr/bin/storescu", "--call", "PACS", "127.0.0.1", std::to_string(archive_port_),
            (kDicomImages / "us8.dcm").string()});
  ASSERT_EQ(stored.status, 0) << stored.err;
  ASSERT_TRUE(eventually([&] { return found("SR").size() == 1; }, 20s)) << gateway_->err();
  EXPECT_EQ(consumed(), 1U);

  const std::string report = found("SR").at(0);
  const Outcome file = call(
      {"/usr/bin/curl", "--silent", "--output", site_.path("sr.dcm"),
       "http://127.0.0.1:" + std::to_string(http_port_) + "/instances/" + report + "/file"});
  ASSERT_EQ(file.status, 0);
  const std::string text = dsrdump(site_ / "sr.dcm");
  EXPECT_THAT(text, HasSubstr("Imaging Measurement Report"));
  EXPECT_THAT(text, HasSubstr("UNVERIFIED"));
  EXPECT_THAT(text, HasSubstr("1.2.826.0.1.3680043.8.498.1.11"));
  // It lies in the image's study.
  EXPECT_EQ(orthanc("/studies").size(), 1U);
  EXPECT_EQ(orthanc("/series").size(), 2U);
}

TEST_F(OrthancTest, GetsAReportByStowOfAnImageThatCameByStow) {
  if (!fs::exists(kPlugin)) GTEST_SKIP() << "orthanc-dicomweb is not installed";
  start(2);
  start_gateway("", "[[archives]]\nname = \"pacs\"\nurl = \"http://127.0.0.1:" +
                        std::to_string(http_port_) + "/dicom-web\"\n" + rule());
  start_orthanc();
  site_.write("body", "--b\r\nContent-Type: application/dicom\r\n\r\n" +
                          contents(kDicomImages / "us8.dcm") + "\r\n--b--\r\n");
  const auto post = [&] {
    return call({"/usr/bin/curl", "--silent", "--max-time", "20", "--data-binary",
                 "@" + site_.path("body"), "--header",
                 "Content-Type: multipart/related; type=\"application/dicom\"; boundary=b",
                 url_ + "/dicom-web/studies"});
  };
  const json stored = json::parse(post().out, nullptr, false);
  ASSERT_TRUE(stored.contains("00081199")) << stored << gateway_->err();
  ASSERT_TRUE(eventually([&] { return found("SR").size() == 1; }, 20s)) << gateway_->err();
  EXPECT_TRUE(json::parse(post().out, nullptr, false).contains("00081199"));
  EXPECT_EQ(consumed(), 1U);
  const auto received = get("/v1/received").at("received");
  ASSERT_EQ(received.size(), 1U);
  EXPECT_EQ(received.at(0).at("door"), "stow");
  EXPECT_TRUE(eventually(
      [&] { return get("/v1/received").at("received").at(0).at("state") == "done"; }));
}

}  // namespace
}  // namespace medisc::test
