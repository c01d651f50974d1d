/// The command line, parsed: one struct a verb.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/output.hpp"
#include "compiler/plan_options.hpp"
#include "config/config_source.hpp"
#include "error/error.hpp"
#include "protocol/choose_borrows.hpp"
#include "records/read_options.hpp"

namespace medisc {

struct KeygenArguments {
  std::string output;           ///< write a new key here; or
  std::string show;             ///< print this key's public part
  std::string tls;              ///< besides, make NAME.crt and NAME.tls.key
  bool passphrase = false;      ///< protect the new key; ask for it
  std::string passphrase_file;  ///< protect it, or open it, with what is there
  Format format = Format::kTable;
};

/// How to compile a model: from options, or from a service's configuration.
struct ModelArguments {
  std::string file;     ///< MODEL.onnx
  ConfigSource config;  ///< service.toml, instead of options
  std::string model;    ///< its [[models]] entry
  std::optional<std::uint32_t> ring_bits;
  std::optional<double> range;  ///< |x| of every feature
  std::string ranges;           ///< CSV of one a feature
  bool full_width = false;
  std::string samples;  ///< records to measure fidelity on
  bool any_fidelity = false;
  BorrowOptions borrows;      ///< how it compares
  bool price_ranges = false;  ///< of no option: as ModelFiles has it
  std::string calibration;    ///< records to calibrate with; empty: bounds are proven
  std::uint32_t margin_bits = PlanOptions{}.margin_bits;
  Output output = Output::kLogits;
  bool public_normalisation = false;
  std::optional<std::uint32_t> input_bits;  ///< not set: default_precision
  std::optional<std::uint32_t> activation_bits;
  std::optional<std::uint32_t> weight_bits;
  std::string output_name;                ///< of the file's outputs, where it has several
  std::vector<std::string> input_shapes;  ///< "NAME=3x32x32"
  std::string manifest;                   ///< a model.toml; empty: beside the network
  std::vector<std::string> labels;
  std::string task;
  std::vector<double> thresholds;
  std::string unit;
};

/// Where nothing says how large features may be.
inline constexpr double kDefaultRange = 16;

struct PlanArguments {
  ModelArguments model;
  bool explain = false;  ///< print every layer
  std::uint64_t batch = 1;
  Format format = Format::kTable;
};

/// Where maps go as files, if anywhere.
struct MapOptions {
  std::string folder;
  bool force = false;  ///< write over what is there
};

struct ReferenceArguments {
  ModelArguments model;
  std::string records;
  ReadOptions reading;
  MapOptions maps;
  RowRange rows;
  Format format = Format::kTable;
};

struct ModelInitArguments {
  std::string model;        ///< MODEL.onnx
  std::string samples;      ///< records to propose ranges from
  std::string output_name;  ///< as ModelArguments has them
  std::vector<std::string> input_shapes;
  std::string output_file;  ///< empty: beside the model
  bool force = false;       ///< write over what is there
  Format format = Format::kTable;
};

struct DaemonArguments {
  ConfigSource config;
};
struct DealerRunArguments : DaemonArguments {};
struct ServiceRunArguments : DaemonArguments {};
struct HospitalRunArguments : DaemonArguments {
  bool gateway = false;                           ///< start one, too
  std::string gateway_listen = "127.0.0.1:8800";  ///< where that takes HTTP
};

struct GatewayRunArguments : DaemonArguments {};

enum class TokenVerb { kAdd, kRemove, kList };

struct TokenArguments {
  TokenVerb verb = TokenVerb::kList;
  std::string file;
  std::string name;
  std::string scopes;
  std::uint64_t days = 0;  ///< until it ends; 0: never
  Format format = Format::kTable;
};

struct DealerFillArguments {
  ConfigSource config;
  std::string model;
  std::string plan;      ///< hash, or its beginning; empty: the model's newest
  std::string hospital;  ///< name in the configuration
  std::string service;
  std::uint64_t count = 0;
  Format format = Format::kTable;
};

struct PrepareArguments {
  ConfigSource config;
  std::string socket;  ///< the daemon's, instead
  bool alone = false;  ///< without a daemon, even where one runs
  std::string model;
  std::string service;
  std::uint64_t count = 0;
  std::uint64_t wait_seconds = 0;
  Format format = Format::kTable;
};

struct DiagnoseArguments {
  ConfigSource config;
  std::string socket;   ///< the daemon's, instead
  bool alone = false;   ///< without a daemon, even where one runs
  std::string request;  ///< the asker's name for it
  std::string model;
  std::string service;
  std::string records;
  ReadOptions reading;
  MapOptions maps;
  std::string expect;  ///< JSON of `medisc reference`, to compare with
  RowRange rows;
  std::uint64_t batch = 1;
  std::uint64_t memory_megabytes = 1024;
  std::uint64_t wait_seconds = 0;
  bool no_ahead = false;  ///< no session opens while another one runs
  Format format = Format::kTable;
};

/// Where an evaluation runs.
enum class EvaluationPlace {
  kSite,       ///< a hospital's configuration
  kLocal,      ///< three roles on this machine, started for it
  kSimulated,  ///< one process, without sockets
};

struct EvaluateArguments {
  ConfigSource config;  ///< hospital.toml; or
  bool local = false;   ///< ...
  bool simulate = false;
  EvaluationPlace place() const {
    return local      ? EvaluationPlace::kLocal
           : simulate ? EvaluationPlace::kSimulated
                      : EvaluationPlace::kSite;
  }

  std::string service;
  std::string model;            ///< of the service, or an ONNX file
  ModelArguments compilation;   ///< of the ONNX file
  std::optional<double> range;  ///< |x| of every feature; else from `ranges`, or the records
  std::string records;
  ReadOptions reading;
  std::string labels;
  std::string logits;  ///< of the float network
  std::string expect;  ///< JSON of `medisc reference`
  std::string state;
  bool keep = false;  ///< the state, once it is complete
  std::optional<std::uint64_t> limit;
  std::uint64_t batch = 1;
  std::uint64_t memory_megabytes = 1024;
  Format format = Format::kTable;
};

struct BenchArguments {
  bool local = false;
  bool tls = false;             ///< encrypt, as between machines
  std::string model;            ///< an ONNX file
  ModelArguments compilation;   ///< of it
  std::optional<double> range;  ///< |x| of every feature; else from `ranges`, or the records
  std::string records;          ///< empty: random ones
  std::uint64_t runs = 20;      ///< timed sessions
  std::uint64_t batch = 1;
  std::uint64_t memory_megabytes = 1024;
  Format format = Format::kTable;
};

enum class Statistics { kPools, kSessions, kLayers, kPeers };

struct StatsArguments {
  Statistics what = Statistics::kPools;
  std::string database;
  ConfigSource config;  ///< any role's: its database, where none is named, and names of peers
  std::string since;
  std::string model;
  std::string peer;  ///< a name of the configuration, or how a key begins
  std::optional<std::uint64_t> limit;
  bool histogram = false;
  std::string watch;  ///< seconds; empty: once
  Format format = Format::kTable;
};

enum class ResultsVerb { kList, kShow, kExport };

struct ResultsArguments {
  ResultsVerb verb = ResultsVerb::kList;
  ConfigSource config;  ///< hospital.toml; or
  std::string socket;   ///< its daemon's
  std::string request;
  std::optional<std::uint64_t> place;
  std::string record;
  std::string model;
  std::string since;
  std::optional<std::uint64_t> limit;
  Format format = Format::kTable;
};

struct AuditArguments {
  bool verify = false;
  ConfigSource config;  ///< hospital.toml
  std::string head;     ///< a chain value that must be there
  std::uint64_t limit = 50;
  Format format = Format::kTable;
};

struct ConfigCheckArguments {
  ConfigSource config;  ///< any role's
  Format format = Format::kTable;
};

struct ConfigShowArguments {
  ConfigSource config;  ///< any role's
  Format format = Format::kTable;
};

using Arguments =
    std::variant<KeygenArguments, ConfigCheckArguments, ConfigShowArguments, PlanArguments,
                 ReferenceArguments, ModelInitArguments, DealerRunArguments,
                 DealerFillArguments, ServiceRunArguments, HospitalRunArguments,
                 PrepareArguments, DiagnoseArguments, EvaluateArguments, BenchArguments,
                 StatsArguments, ResultsArguments, AuditArguments, GatewayRunArguments,
                 TokenArguments>;

/// What the command line asks for, with what `environment` (as environ is) says of
/// configurations. Where it asks for help or the version, that is printed and there is nothing
/// to do. Errors: kUsage.
Result<std::optional<Arguments>> parse_arguments(int argc, const char* const* argv,
                                                 const char* const* environment);

}  // namespace medisc
