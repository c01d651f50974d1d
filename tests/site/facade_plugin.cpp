// A shared library that stands on the façade, as a language binding does: it includes that
// header alone, which must bring in nothing of what MediSC is built on.
#include "site/medisc.hpp"

#if defined(CAF_VERSION) || defined(CAPNP_VERSION) || defined(CLI11_VERSION) || \
    defined(TOML_LIB_MAJOR) || defined(SQLITE_VERSION) || defined(ONNX_NAMESPACE)
#error "the façade includes a library's header"
#endif

/// How many of the first `limit` records of a file come out as the reference says, run securely
/// in this process; -1 where something fails.
extern "C" int exact_records(const char* network, const char* ranges, const char* records,
                             int limit) {
  const auto model = medisc::load_model({.network = network, .ranges = ranges});
  if (!model) return -1;
  const auto read = medisc::load_records(records, model->plan, {0, limit});
  if (!read) return -1;
  auto simulation = medisc::Simulation::make(model->plan, model->weights);
  if (!simulation) return -1;
  const auto session = simulation->run(read->encoded);
  if (!session) return -1;
  int exact = 0;
  for (std::size_t i = 0; i < read->encoded.size(); ++i) {
    const auto expected = medisc::reference(model->plan, model->weights, read->encoded[i]);
    exact += session->logits[i] == expected ? 1 : 0;
  }
  return exact;
}

/// Whether a hospital of this configuration can be opened.
extern "C" bool opens(const char* config) {
  return medisc::Hospital::open(config).has_value();
}
