/// oneDNN 2 (Debian 12) and oneDNN 3 (Debian 13), as far as their interfaces differ.
#pragma once

#include <dnnl.hpp>

namespace medisc::onednn {

#if DNNL_VERSION_MAJOR >= 3

using Pooling = dnnl::pooling_forward;

/// How a primitive runs on an engine; `what` in the order of the primitive's own description.
template <class Primitive, class... What>
typename Primitive::primitive_desc describe(const dnnl::engine& engine,
                                            const dnnl::primitive_attr& attributes,
                                            const What&... what) {
  return {engine, what..., attributes};
}

inline dnnl::memory::dims dims_of(const dnnl::memory::desc& layout) {
  return layout.get_dims();
}

inline void append_relu(dnnl::post_ops& after) {
  after.append_eltwise(dnnl::algorithm::eltwise_relu, 0, 0);
}

#else

using Pooling = dnnl::pooling_v2_forward;

template <class Primitive, class... What>
typename Primitive::primitive_desc describe(const dnnl::engine& engine,
                                            const dnnl::primitive_attr& attributes,
                                            const What&... what) {
  return {typename Primitive::desc(what...), attributes, engine};
}

inline dnnl::memory::dims dims_of(const dnnl::memory::desc& layout) {
  return layout.dims();
}

inline void append_relu(dnnl::post_ops& after) {
  after.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
}

#endif

}  // namespace medisc::onednn
