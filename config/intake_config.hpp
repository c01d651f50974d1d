/// How a gateway takes images from modalities and archives, and sends reports back: the
/// sections [intake], [dicom], [[rules]] and [[archives]] of its configuration.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/address.hpp"
#include "config/toml_reader.hpp"

namespace medisc {

/// [intake]: where images wait for their results.
struct IntakeSettings {
  std::filesystem::path folder;
  std::uint64_t most_mb = 8192;           ///< of the folder
  std::chrono::hours keep{24};            ///< images, behind their result
  std::chrono::seconds series_quiet{10};  ///< a series is whole when nothing came for so long
  std::chrono::seconds retry{30};         ///< first pause behind what went wrong; it doubles
  bool keep_unmatched = false;  ///< what no rule names is kept for people, not refused
  std::size_t at_once = 16;     ///< images that are diagnosed at once
};

/// An application that may send to us. An empty host: from anywhere.
struct DicomCaller {
  std::string title;
  std::string host;  ///< a numeric address
};

/// [dicom]: the end that modalities and archives call.
struct DicomListener {
  Address address;
  std::string title = "MEDISC";
  bool any_title = false;                            ///< called by another name, too
  std::vector<DicomCaller> callers;                  ///< none: whoever reaches the address
  std::size_t associations = 16;                     ///< at once
  std::uint64_t object_mb = 256;                     ///< of one
  std::optional<std::filesystem::path> certificate;  ///< PEM: TLS
  std::optional<std::filesystem::path> key;
  std::optional<std::filesystem::path> authority;  ///< that callers' certificates are signed by
};

/// An [[archives]] entry: where reports go, by C-STORE to `address`, or by STOW-RS to `url`.
struct Archive {
  std::string name;
  std::optional<Address> address;
  std::string title;          ///< of the archive
  std::string calling_title;  ///< ours
  bool tls = false;
  std::string url;  ///< "https://pacs/dicom-web", to which "/studies" is added
  std::optional<std::filesystem::path> token;        ///< a file with a bearer token
  std::optional<std::filesystem::path> login;        ///< a file with "user:password"
  std::optional<std::filesystem::path> authority;    ///< PEM: that its certificate is signed by
  std::optional<std::filesystem::path> certificate;  ///< PEM: ours, where it asks for one
  std::optional<std::filesystem::path> key;
};

/// A [[rules]] entry: which images go to which model. Texts are patterns, of which one must fit
/// where there are any: letters of either case, '*' for any letters, '?' for one.
struct IntakeRule {
  std::string name;
  std::vector<std::string> modality;
  std::vector<std::string> body_part;
  std::vector<std::string> sop_class;    ///< UIDs
  std::vector<std::string> description;  ///< of the study or of the series
  std::vector<std::string> caller;       ///< AE titles, or names of tokens
  std::string model;
  std::string service;                ///< empty: the only one that has it
  std::vector<std::string> archives;  ///< that get the objects, by their names
  bool report = true;
  bool segmentation = true;  ///< of maps
  bool picture = false;      ///< of maps, as a Secondary Capture
};

struct IntakeConfig {
  IntakeSettings settings;
  std::optional<DicomListener> dicom;
  std::vector<IntakeRule> rules;
  std::vector<Archive> archives;
};

/// None where there is no [intake]; then there must be none of the others. Mistakes are
/// remembered by the reader.
std::optional<IntakeConfig> read_intake(TomlReader& reader);

}  // namespace medisc
