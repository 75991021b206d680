// computes which services each function with a CommandServices parameter needs (transitively)
const ts=require('typescript'),fs=require('fs'),path=require('path');
const cfgp=ts.getParsedCommandLineOfConfigFile('tsconfig.json',{},{...ts.sys,onUnRecoverableConfigFileDiagnostic(){}});
const prog=ts.createProgram(cfgp.fileNames,cfgp.options); const ck=prog.getTypeChecker();
const out=new Map(); // key decl node -> {name,file,needs:Set,calls:[node], param, isRun}
const isServ=n=>n.type&&/^(CommandServices|Pick<CommandServices)/.test(n.type.getText());
const fns=[];
for(const sf of prog.getSourceFiles()){ if(!/src\/commands\//.test(sf.fileName))continue;
 (function v(n){ if((ts.isFunctionDeclaration(n)||ts.isArrowFunction(n)||ts.isMethodDeclaration(n))){
   n.parameters.forEach((p,i)=>{ const isRun=(ts.isMethodDeclaration(n)&&n.name.getText()==='run'||ts.isArrowFunction(n)&&n.parent&&ts.isPropertyAssignment(n.parent)&&n.parent.name.getText()==='run')&&i===1; if(isServ(p)||isRun) fns.push({fn:n,p,i,isRun,needs:new Set(),calls:[],sf,whole:false}) }) }
   ts.forEachChild(n,v)})(sf)}
const byDecl=new Map(fns.map(f=>[f.fn,f]));
function aliasSym(s){return s&&(s.flags&ts.SymbolFlags.Alias)?ck.getAliasedSymbol(s):s}
for(const f of fns){
  const names=new Set();
  if(ts.isObjectBindingPattern(f.p.name)){ for(const e of f.p.name.elements) f.needs.add((e.propertyName||e.name).getText()); continue_scan(f,null) }
  else continue_scan(f,ck.getSymbolAtLocation(f.p.name));
}
function continue_scan(f,sym){ if(!sym||!f.fn.body)return;
 (function v(n){ if(ts.isIdentifier(n)&&n!==f.p.name){ let s=ck.getSymbolAtLocation(n); if(ts.isShorthandPropertyAssignment(n.parent)) s=ck.getShorthandAssignmentValueSymbol(n.parent); if(s===sym){ const par=n.parent;
   if(ts.isPropertyAccessExpression(par)&&par.expression===n) f.needs.add(par.name.text);
   else if(ts.isVariableDeclaration(par)&&ts.isObjectBindingPattern(par.name)) par.name.elements.forEach(e=>f.needs.add((e.propertyName||e.name).getText()));
   else if(ts.isCallExpression(par)){ const idx=par.arguments.indexOf(n); const d=ck.getResolvedSignature(par)?.declaration; f.calls.push({d,idx,text:par.expression.getText(),node:n}) }
   else f.other=(f.other||[]).concat(par.getText().slice(0,60)+' @'+ts.SyntaxKind[par.kind]) } }
   ts.forEachChild(n,v)})(f.fn.body)}
let changed=true; while(changed){changed=false; for(const f of fns)for(const c of f.calls){const t=c.d&&byDecl.get(c.d); if(t){for(const x of t.needs) if(!f.needs.has(x)){f.needs.add(x);changed=true}} }}
for(const f of fns){ const nm=f.fn.name?.getText()||'(arrow)'; const unk=f.calls.filter(c=>!(c.d&&byDecl.get(c.d))).map(c=>c.text); console.log(path.relative('src/commands',f.sf.fileName)+' '+nm+' => '+[...f.needs].sort().join(' ')+(unk.length?'  ??'+unk.join(','):'')+(f.other?'  !!'+f.other.join(' ; '):'')) }
