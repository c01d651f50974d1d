/// A site whose gateway takes DICOM images, and the programs of dcmtk around it. Those that are
/// missing skip the test, with a message.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/cli/site.hpp"

namespace medisc::test {

/// Where images for tests are.
inline const std::filesystem::path kDicomImages = MEDISC_SOURCE_DIR "/tests/imaging/files";

/// A model of two classes of 5 x 7 pixels, which images of 10 x 14 are made to: the second where
/// they are dark.
std::string image_model();
/// What is declared of it.
std::string image_declaration();

/// A port that is free now.
std::uint16_t free_port();

class DicomSite : public testing::Test {
 protected:
  DicomSite();
  void SetUp() override;

  /// Dealer, service and daemon, with so many bundles.
  void start(std::size_t bundles);
  void start_daemon();
  /// `dicom`: further lines of [dicom]; `sections`: rules and archives, else rule "us" for
  /// modality US, to the archive.
  void start_gateway(const std::string& dicom = "", const std::string& sections = "",
                     const std::string& intake = "");
  std::string rule(const std::string& more = "") const;
  std::string archive() const;

  /// storescp as the PACS, in the folder "pacs".
  void start_archive();
  void stop_archive() { archive_.reset(); }
  std::filesystem::path archived() const { return site_ / "pacs"; }
  /// What the archive has got.
  std::vector<std::filesystem::path> archived_files() const;
  bool await_archived(std::size_t files, Patience patience = 20s) const;

  /// A program's end, with its whole output.
  Outcome call(const Words& command, Patience patience = 30s) const;
  Outcome echo(const Words& more = {}) const;
  Outcome store(const std::filesystem::path& image, const Words& more = {}) const;
  std::string dsrdump(const std::filesystem::path& file) const;
  std::string dcmdump(const std::filesystem::path& file) const;

  nlohmann::json get(const std::string& path) const;
  std::size_t consumed() const { return site_.level("hospital", "consumed"); }

  Site site_;
  std::unique_ptr<Process> daemon_;
  std::unique_ptr<Process> gateway_;
  std::unique_ptr<Process> archive_;
  std::string port_;  ///< where the gateway takes DICOM
  std::string url_;
  std::uint16_t archive_port_ = 0;
  mutable int calls_ = 0;
};

}  // namespace medisc::test
