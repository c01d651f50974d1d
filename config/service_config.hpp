/// What a service is told: config/service.toml shows and explains every key.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/declared_manifest.hpp"
#include "config/key_file.hpp"
#include "config/sections.hpp"
#include "config/tls_config.hpp"
#include "protocol/choose_borrows.hpp"

namespace medisc {

/// [[models]]: a network and how to compile it. What is not set is the planner's choice.
struct ModelConfig {
  std::string name;
  std::uint32_t version = 0;                      ///< 0: none
  std::filesystem::path file;                     ///< ONNX
  std::optional<std::filesystem::path> manifest;  ///< a model.toml elsewhere than beside it
  DeclaredManifest declared;  ///< labels, task, threshold, unit; what stands above that file
  /// Bound on a record's features: one for all, least and largest for all, or a CSV file with
  /// one a feature. None: the manifest's.
  std::variant<std::vector<double>, std::filesystem::path> input_range;
  std::optional<std::uint32_t> ring_bits;  ///< 32 or 64
  bool label_only = false;  ///< output = "label": the hospital learns the arg max alone
  bool public_normalisation = false;  ///< normalisation = "public": a step at the hospital
  std::optional<std::filesystem::path> samples;      ///< records that fidelity is measured on
  bool any_fidelity = false;                         ///< fidelity = "warn"
  BorrowOptions borrows;                             ///< comparison, bundle_mb and [link]
  std::optional<std::filesystem::path> calibration;  ///< records that bound the widths, too
  std::string output_name;                           ///< of the ONNX file, where it has several
  std::vector<std::string> input_shapes;  ///< "NAME=3x32x32", where it leaves them open
  std::optional<std::uint32_t> margin_bits;
  bool full_width = false;
  std::optional<std::uint32_t> input_bits;
  std::optional<std::uint32_t> activation_bits;
  std::optional<std::uint32_t> weight_bits;
};

/// [limits]: sessions at once, and those that may wait for one to end.
struct LimitsConfig {
  std::uint32_t max_sessions = 32;
  std::uint32_t max_waiting = 256;
  std::uint32_t memory_mb = 4096;  ///< of sessions together
  std::chrono::seconds wait{20};
  std::uint64_t records_per_hour = 0;  ///< of a hospital; 0: any number
  std::chrono::seconds silence{60};    ///< after which a hospital counts as gone
};

struct ServiceConfig {
  Address listen;  ///< port 0: any that is free
  KeyFile key;
  std::filesystem::path database;
  RemotePeer dealer;
  std::vector<NamedKey> hospitals;
  std::vector<ModelConfig> models;
  LimitsConfig limits;
  TlsConfig tls;
  LogConfig log;
  std::optional<Address> metrics;  ///< where to serve them; none: not at all
  std::vector<Setting> settings;   ///< every value, and who says so
};

/// Errors: kUsage with file and line, or the variable or flag that set it, for what is missing,
/// unknown, of another type, out of bounds, or there twice.
Result<ServiceConfig> load_service_config(const ConfigSource& source);

}  // namespace medisc
