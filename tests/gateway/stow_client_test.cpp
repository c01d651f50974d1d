// The routes of STOW-RS, asked by dicomweb-client, which many viewers use.
#include <cstdlib>
#include <fstream>

#include <fcntl.h>
#include <sys/file.h>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "error/descriptor.hpp"
#include "gateway/stow/stow_routes.hpp"
#include "tests/files/folder.hpp"
#include "tests/gateway/dicom_files.hpp"
#include "tests/gateway/fake_intake.hpp"
#include "tests/gateway/report_objects.hpp"
#include "tests/gateway/served.hpp"

namespace medisc::test {
namespace {

using Json = nlohmann::json;

/// Where npm puts packages once; they stay with the build.
const std::filesystem::path kPackages = MEDISC_NPM_FOLDER;

/// npm writes this file once all packages are there.
bool is_whole() {
  return std::filesystem::exists(kPackages / "node_modules" / ".package-lock.json");
}

/// Why the client can't be run; "" where it can. It wants an XMLHttpRequest, which xhr2 is.
std::string why_not() {
  if (output_of("node --version").empty()) return "node is not installed";
  if (is_whole()) return "";
  if (output_of("npm --version").empty()) return "npm is not installed";
  std::filesystem::create_directories(kPackages);
  const Descriptor lock(
      ::open((kPackages / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
  ::flock(lock.number(), LOCK_EX);  // tests are processes, several at once
  if (is_whole()) return "";
  const std::string said = output_of(
      "npm install --no-save --no-audit --no-fund --fetch-retries 0 --fetch-timeout 20000 "
      "--ignore-scripts --prefix " +
      kPackages.string() + " dicomweb-client@0.11.3 xhr2@0.2.1");
  return is_whole() ? "" : "npm does not get dicomweb-client: " + said;
}

class StowClient : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = why_not(); !why.empty()) GTEST_SKIP() << why;
  }

  /// What the client prints of storing these files.
  Json store(const std::vector<std::string>& files, const std::string& study = "") const {
    const std::string command = "env NODE_PATH=" + (kPackages / "node_modules").string() +
                                " node " MEDISC_SOURCE_DIR "/tests/gateway/stow_client.js " +
                                served_.url("/dicom-web") + " '" + study + "'";
    std::string names;
    for (std::size_t i = 0; i < files.size(); ++i) {
      const std::string name = (folder_ / std::to_string(i)).string();
      std::ofstream(name, std::ios::binary) << files[i];
      names += " " + name;
    }
    const std::string printed = output_of(command + names);
    Json outcome = Json::parse(printed, nullptr, false);
    EXPECT_TRUE(outcome.is_object()) << printed;
    if (outcome["answer"].is_string()) {
      outcome["answer"] = Json::parse(outcome["answer"].get<std::string>());
    }
    return outcome;
  }

  FakeIntake intake_;
  GatewayConfig config_;
  Folder folder_;
  Served served_{stow_routes(intake_, config_)};
};

TEST_F(StowClient, StoresInstances) {
  const std::vector<std::string> files{dicom_file("1.2.3.1").file, dicom_file("1.2.3.2").file};
  const Json outcome = store(files);
  EXPECT_EQ(outcome.at("status"), "stored") << outcome;
  EXPECT_EQ(outcome.at("answer").at("00081199").at("Value").size(), 2U) << outcome;
  ASSERT_EQ(intake_.arrivals().size(), 2U);
  EXPECT_EQ(intake_.arrivals()[0].file, files[0]);
  EXPECT_EQ(intake_.arrivals()[1].file, files[1]);
}

TEST_F(StowClient, IsToldOfFailures) {
  const std::vector<std::string> files{dicom_file("1.2.3.1").file,
                                       dicom_file("1.2.4.1", "1.2.4").file};
  const Json some = store(files, "1.2.3");
  EXPECT_EQ(some.at("status"), "stored") << some;
  EXPECT_EQ(some.at("answer").at("00081198").at("Value").size(), 1U) << some;
  const Json none = store(files, "1.2.5");
  EXPECT_EQ(none.at("status"), 409) << none;
  EXPECT_EQ(none.at("answer").at("00081198").at("Value").size(), 2U) << none;
}

}  // namespace
}  // namespace medisc::test
