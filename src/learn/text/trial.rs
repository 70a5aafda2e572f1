#![allow(warnings)]
use super::*;
use crate::classify::text_head::{Memory, TextHead};
use crate::encode::*;
use crate::record::LanguageTag;
use crate::stats::compute_in_order;
use std::collections::BTreeMap;

pub fn env(name: &str, or: f32) -> f32 { std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(or) }
fn sig(x: f32) -> f32 { 1.0 / (1.0 + (-x).exp()) }

#[test]
fn trial() {
    let text = std::fs::read_to_string("/tmp/learnpy/nhs.tsv").unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|l| l.split('\t').collect()).collect();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for r in &rows { for l in r[3].split('|') { *names.entry(l).or_default() += 1; } }
    let ids: BTreeMap<&str, usize> = names.keys().enumerate().map(|(i, n)| (*n, i)).collect();
    let L = ids.len();
    let labels: Vec<Vec<usize>> = rows.iter().map(|r| r[3].split('|').map(|l| ids[l]).collect()).collect();
    let labels: Vec<&[usize]> = labels.iter().map(|l| l.as_slice()).collect();
    let groups: Vec<u64> = rows.iter().map(|r| hash_of(r[0].as_bytes())).collect();
    let passages: Vec<(Passage, Option<&str>)> = rows.iter().map(|r| (Passage::of_own_words(r[2], LanguageTag::En).answering(QuestionKind::read(r[1])), Some(r[1]))).collect();
    let enc = CompactEncoder::bundled().unwrap();
    let prepared = prepare(&passages, &enc).unwrap();
    let weights = vec![1.0; rows.len()];
    let reg = Regularisation { cost: env("C", 10.0), levelling: env("LEV", 0.3), pairs: env("P", 1.0), runs: env("R", 0.5), vector: env("V", 1.0), question: env("Q", 0.5), least_texts: env("DF", 2.0) as u32 };
    let inner = env("K", 3.0) as usize;
    if env("DBG", 0.0) > 0.0 {
        let all: Vec<usize> = (0..800).map(|i| i * 4).collect();
        let f = fit(&prepared, &all, &labels, &weights, L, &reg, 7);
        let head = TextHead::new(f.parts.clone());
        println!("features {} bias {:?}", head.n_features(), &f.parts.bias);
        println!("dense {:?}", &f.parts.dense[..46]);
        println!("maxw {:?}", f.parts.weights.iter().fold(0.0f32, |a, b| a.max(b.abs())));
        let mut m = Memory::default();
        for &i in all.iter().take(12) { let mut o = vec![0.0; L]; head.logits(&passages[i].0, passages[i].1, prepared.vectors.row(i).as_slice().unwrap(), &mut m, &mut o); println!("{:?} {:?}", labels[i], o.iter().map(|v| (v * 10.0).round() / 10.0).collect::<Vec<_>>()); }
        return;
    }
    let outer = folds(&labels, &groups, L, 5, 1);
    let scores = |learn: &[usize], held: &[usize]| -> Vec<Vec<f32>> {
        let f = fit(&prepared, learn, &labels, &weights, L, &reg, 7);
        let head = TextHead::new(f.parts);
        let mut m = Memory::default();
        held.iter().map(|&i| { let mut o = vec![0.0; L]; head.logits(&passages[i].0, passages[i].1, prepared.vectors.row(i).as_slice().unwrap(), &mut m, &mut o); o }).collect()
    };
    let t0 = std::time::Instant::now();
    let results = compute_in_order(env("OUT", 2.0) as usize, |f| {
        let learn = outer.learnt(f); let held = outer.held_out(f);
        let ll: Vec<&[usize]> = learn.iter().map(|&i| labels[i]).collect();
        let gg: Vec<u64> = learn.iter().map(|&i| groups[i]).collect();
        let inn = folds(&ll, &gg, L, inner, 2);
        let mut oof = vec![vec![0.0; L]; learn.len()];
        for k in 0..inner {
            let a: Vec<usize> = inn.learnt(k).iter().map(|&i| learn[i]).collect();
            let hb = inn.held_out(k);
            let b: Vec<usize> = hb.iter().map(|&i| learn[i]).collect();
            for (i, s) in hb.iter().zip(scores(&a, &b)) { oof[*i] = s; }
        }
        let te = scores(&learn, &held);
        (learn, held, oof, te, inn)
    });
    let t_fit = t0.elapsed().as_secs_f32();
    let mut pred: BTreeMap<&str, Vec<Vec<bool>>> = BTreeMap::new();
    for kind in ["A label F1 thr", "B global thr on logit", "C platt+global", "D shrunk label", "E stack+shrunk", "F stack+global"] { pred.insert(kind, vec![vec![false; L]; rows.len()]); }
    for (learn, held, oof, te, inn) in &results {
        let y = |i: usize, l: usize| labels[learn[i]].contains(&l);
        let best_thr = |s: &dyn Fn(usize) -> f32, l: usize, add: f32| -> f32 {
            let mut o: Vec<usize> = (0..learn.len()).collect();
            o.sort_by(|&a, &b| s(b).total_cmp(&s(a)));
            let n_pos = o.iter().filter(|&&i| y(i, l)).count() as f32;
            let (mut best, mut at, mut tp) = (0.0, 99.0, 0.0);
            for (k, &i) in o.iter().enumerate() {
                if y(i, l) { tp += 1.0; }
                let f1 = 2.0 * tp / (n_pos + k as f32 + 1.0 + add);
                if f1 > best && k + 1 < o.len() { best = f1; at = (s(i) + s(o[k + 1])) / 2.0; }
            }
            at
        };
        let global = |s: &dyn Fn(usize, usize) -> f32| -> f32 {
            let mut all: Vec<(f32, bool)> = (0..learn.len()).flat_map(|i| (0..L).map(move |l| (i, l))).map(|(i, l)| (s(i, l), y(i, l))).filter(|(p, t)| *p > -3.0 || *t).collect();
            all.sort_by(|a, b| b.0.total_cmp(&a.0));
            let n_pos = all.iter().filter(|a| a.1).count() as f32;
            let (mut best, mut at, mut tp) = (0.0, 0.0, 0.0);
            for (k, (p, t)) in all.iter().enumerate() { if *t { tp += 1.0; } let f = 2.0 * tp / (n_pos + k as f32 + 1.0); if f > best { best = f; at = *p; } }
            at
        };
        let shrunk = |s: &dyn Fn(usize, usize) -> f32, t0: f32, l: usize| -> f32 {
            // maximise F1 with n0 pseudo-observations agreeing with global threshold: blend
            let t = best_thr(&|i| s(i, l), l, 1.0);
            let n = (0..learn.len()).filter(|&i| y(i, l)).count() as f32;
            let w = n / (n + env("SHR", 30.0));
            if t > 90.0 { return t0; }
            w * t + (1.0 - w) * t0
        };
        let g = global(&|i, l| oof[i][l]);
        // platt per label, shrunk to common slope
        let platt: Vec<(f32, f32)> = (0..L).map(|l| {
            let (mut a, mut b) = (1.0f32, 0.0f32);
            for _ in 0..30 {
                let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (-5.0 * (a - 1.0), -1.0 * b, 5.0, 0.0, 1.0);
                for i in 0..learn.len() { let x = oof[i][l]; let p = sig(a * x + b); let e = (y(i, l) as u8 as f32) - p; let w = p * (1.0 - p); ga += e * x; gb += e; haa += w * x * x; hab += w * x; hbb += w; }
                let det = haa * hbb - hab * hab; a += (hbb * ga - hab * gb) / det; b += (haa * gb - hab * ga) / det;
            }
            (a, b)
        }).collect();
        let cal = |s: f32, l: usize| platt[l].0 * s + platt[l].1;
        let gc = global(&|i, l| cal(oof[i][l], l));
        // stack: inputs calibrated logits of all labels (clipped), dense
        let W = prepared.vectors.ncols();
        let input = |s: &[f32], v: &[f32]| -> Vec<f32> { let mut x: Vec<f32> = (0..L).map(|l| sig(cal(s[l], l))).collect(); x.extend((0..L).map(|l| cal(s[l], l) / 6.0)); x.push(1.0); x };
        let fit_stack = |idx: &[usize]| -> Vec<f32> {
            let n = input(&oof[0], &[]).len();
            let mut rows_ = super::dual::Rows::default(); rows_.starts.push(0);
            let mut lab = vec![false; idx.len() * L];
            for (r, &i) in idx.iter().enumerate() {
                for (c, v) in input(&oof[i], &[]).into_iter().enumerate() { rows_.columns.push(c as u32); rows_.values.push(v); }
                rows_.starts.push(rows_.columns.len());
                for &l in labels[learn[i]] { lab[r * L + l] = true; }
            }
            super::dual::descend(&rows_, &lab, &vec![1.0; idx.len()], &vec![Cost { absent: env("SC", 0.3), present: env("SC", 0.3) }; L], n, 3)
        };
        let apply = |w: &[f32], s: &[f32]| -> Vec<f32> { let x = input(s, &[]); (0..L).map(|l| x.iter().enumerate().map(|(c, v)| v * w[c * L + l]).sum::<f32>()).collect() };
        let mut o2 = vec![vec![]; learn.len()];
        for k in 0..inn.n { let w = fit_stack(&inn.learnt(k)); for i in inn.held_out(k) { o2[i] = apply(&w, &oof[i]); } }
        let w = fit_stack(&(0..learn.len()).collect::<Vec<_>>());
        let g2 = global(&|i, l| o2[i][l]);
        for l in 0..L {
            let ta = best_thr(&|i| oof[i][l], l, 1.0);
            let td = shrunk(&|i, l| cal(oof[i][l], l), gc, l);
            let te2 = shrunk(&|i, l| o2[i][l], g2, l);
            for (k, &i) in held.iter().enumerate() {
                let s = te[k][l];
                let s2 = apply(&w, &te[k])[l];
                pred.get_mut("A label F1 thr").unwrap()[i][l] = s > ta;
                pred.get_mut("B global thr on logit").unwrap()[i][l] = s > g;
                pred.get_mut("C platt+global").unwrap()[i][l] = cal(s, l) > gc;
                pred.get_mut("D shrunk label").unwrap()[i][l] = cal(s, l) > td;
                pred.get_mut("E stack+shrunk").unwrap()[i][l] = s2 > te2;
                pred.get_mut("F stack+global").unwrap()[i][l] = s2 > g2;
            }
        }
    }
    println!("C {} LEV {} P {} R {} V {} Q {} DF {} fit {t_fit:.0}s total {:.0}s", reg.cost, reg.levelling, reg.pairs, reg.runs, reg.vector, reg.question, reg.least_texts, t0.elapsed().as_secs_f32());
    for (kind, p) in &pred {
        let (mut tp, mut n, mut t) = (vec![0f32; L], vec![0f32; L], vec![0f32; L]);
        for (_, held, ..) in &results { for &i in held { for l in 0..L { let y = labels[i].contains(&l); if p[i][l] && y { tp[l] += 1.; } if p[i][l] { n[l] += 1.; } if y { t[l] += 1.; } } } }
        let mi = 2. * tp.iter().sum::<f32>() / (n.iter().sum::<f32>() + t.iter().sum::<f32>());
        let ma = (0..L).map(|l| 2. * tp[l] / (n[l] + t[l]).max(1.)).sum::<f32>() / L as f32;
        let big: Vec<usize> = (0..L).filter(|&l| t[l] >= 30.).collect();
        let mb = 2. * big.iter().map(|&l| tp[l]).sum::<f32>() / big.iter().map(|&l| n[l] + t[l]).sum::<f32>();
        println!("   {kind}: micro {mi:.4} macro {ma:.3} big {mb:.4}");
    }
}
