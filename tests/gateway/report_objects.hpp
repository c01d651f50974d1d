/// What tests make DICOM objects of, and what other programs read of them.
#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include "gateway/report/dicom_object.hpp"
#include "tests/gateway/plans.hpp"

namespace medisc::test {

inline StudyAttributes some_image() {
  StudyAttributes image;
  image.patient_name = "Doe^Jane";
  image.patient_id = "4711";
  image.patient_birth_date = "19700102";
  image.patient_sex = "F";
  image.study_uid = "1.2.826.0.1.3680043.8.498.1.9";
  image.series_uid = "1.2.826.0.1.3680043.8.498.1.8";
  image.sop_class_uid = "1.2.840.10008.5.1.4.1.1.2";
  image.sop_instance_uid = "1.2.826.0.1.3680043.8.498.1.1";
  image.accession_number = "A1";
  image.study_date = "20240102";
  image.modality = "CT";
  return image;
}

inline ReportFacts some_facts() {
  ReportFacts facts;
  facts.service = "clinic";
  facts.plan_hash.fill(0xAB);
  facts.request = "c0ffee";
  facts.place = 3;
  facts.session = "5e5510";
  facts.record = "scan.dcm";
  facts.made_at = "2026-01-31T09:05:07.042Z";
  facts.release = "0.1.0";
  return facts;
}

/// A program's output, errors too; "" where it is not installed.
inline std::string output_of(const std::string& command) {
  const std::string program = command.substr(0, command.find(' '));
  if (std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) != 0) return "";
  std::FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return "";
  std::string output;
  std::array<char, 4096> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), size);
  }
  ::pclose(pipe);
  return output + "\n";
}

/// A file that is there as long as this is.
class WrittenObject {
 public:
  explicit WrittenObject(const DicomObject& object)
      : path_(std::filesystem::temp_directory_path() /
              ("medisc-object-" + std::to_string(::getpid()) + "-" +
               object.sop_instance_uid.substr(5) + ".dcm")) {
    std::ofstream(path_, std::ios::binary) << object.file;
  }
  WrittenObject(const WrittenObject&) = delete;
  WrittenObject& operator=(const WrittenObject&) = delete;
  ~WrittenObject() { std::filesystem::remove(path_); }

  std::string path() const { return path_.string(); }
  std::string read_by(const std::string& command) const {
    return output_of(command + " " + path_.string());
  }

 private:
  std::filesystem::path path_;
};

}  // namespace medisc::test
